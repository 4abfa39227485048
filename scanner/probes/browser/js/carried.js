// What the page's site keeps for this tab alone: its origin, and names with values, as far as there is room.
(room) => {
  const items = [];
  try {
    for (let i = 0; i < sessionStorage.length && room > 0; i++) {
      const name = sessionStorage.key(i);
      const value = sessionStorage.getItem(name);
      room -= name.length + value.length;
      if (room > 0) items.push([name, value]);
    }
  } catch {
    return null; // an origin without storage
  }
  return [location.origin, items];
}
