// Counts visits the way it was done before anybody asked for consent: the cookie comes first.
document.cookie = "_ga=GA1.1.1234567890.1700000000; Path=/; Max-Age=63072000; Secure; SameSite=Lax";
