"""The command as a user meets it: real processes, real servers, real run folders."""
