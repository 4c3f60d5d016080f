function compare(x, y, numeric) {
  return numeric ? x - y : x.localeCompare(y, 'en', {numeric: true});
}
for (const table of document.querySelectorAll('table')) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  heads.forEach((head, column) => head.querySelector('button').addEventListener('click', () => {
    const sign = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
    heads.forEach(other => other.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', sign > 0 ? 'ascending' : 'descending');
    const value = row => row.cells[column].dataset.value;
    const empty = row => value(row) === '';
    // Empty cells come last in either direction.
    body.append(...[...body.rows].sort((a, b) => empty(a) - empty(b)
        || sign * compare(value(a), value(b), head.className === 'number')));
  }));
}
