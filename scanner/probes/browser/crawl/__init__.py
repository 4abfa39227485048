"""From the home page to the pages that matter: finds them by their links, visits them, and says what each really is.

links     what a page offers to go on with, read in it and checked
urls      one spelling for addresses that lead to the same page; which may never be followed
confirm   whether a page is what its link promised
frontier  which pages to try next, and which in their place
sitemaps  the shop's own lists of its pages
legal     how each page leads to the legal pages
crawler   the crawl itself; begin here
"""
