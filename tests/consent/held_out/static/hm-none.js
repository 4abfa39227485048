// A shop without a banner: nothing is asked, nothing is granted.
Shop.open = null;
