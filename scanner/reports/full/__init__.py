"""The whole report, sorted, worded and bounded, whatever it is written as: what html and pdf share."""
