"""The storefront: what the demo shop shows, what it takes by form, and the little it remembers.

Site    all of it by path       site; press and templates pour the texts of pages/ into HTML
Reply   what it says            reply
        basket and checkout     counter, with sessions and goods
        all other forms         desk, with forms and questions
"""

from scanner.demo.storefront.reply import Reply
from scanner.demo.storefront.site import Site

__all__ = ["Reply", "Site"]
