// A browser has no such module; the library asks for it only with a service that no shop here uses.
export default {};
