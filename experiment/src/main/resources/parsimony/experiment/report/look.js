'use strict';
/* Draws what can be looked into from the data of the page. Without this script the page shows still figures. */
(() => {
const look = JSON.parse(document.getElementById('look').textContent);
const main = document.querySelector('main');
const CODES = ['encoder', 'LCA', 'optimum'];
const OF = ['the encoder', 'LCA', 'the optimum'];
const CHOICES = {random: 'var(--c0)', median: 'var(--c2)', worst: 'var(--c1)'};
const LINES = ['var(--c0)', 'var(--c1)', 'var(--c2)'];
document.documentElement.classList.add('scripted');

/** An element with attributes and children; a function is a listener. */
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value !== null) element.setAttribute(key, value);
  }
  element.append(...children.flat(Infinity));
  return element;
}

/** A number as people read it: four significant digits. */
function number(value) {
  if (value === null || value === undefined) return '–';
  return Math.abs(value) >= 1e5 || value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(2)
      : String(Number(value.toPrecision(4)));
}

function facts(pairs) {
  return el('dl', {}, pairs.filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

/** Puts a view where the still figure of a name stands, or at the beginning of the page. */
function put(figure, title, ...content) {
  let section = document.querySelector(`section[data-figure="${figure}"]`);
  if (!section) {
    section = el('section', {'data-figure': figure, class: 'live-only'}, el('h2', {}, title));
    const plane = document.querySelector('section[data-figure="plane"]');
    if (plane) plane.after(section); else main.prepend(section);
  }
  section.classList.add('has-live');
  const view = el('div', {class: 'live'}, content);
  section.querySelector('h2').after(view);
  return view;
}

/** Calls a function now and whenever the width of an element changes. */
function fitted(element, draw) {
  let width = 0;
  new ResizeObserver(() => {
    if (element.clientWidth > 0 && element.clientWidth !== width) {
      width = element.clientWidth;
      requestAnimationFrame(draw); // not within the observer, which must not change sizes
    }
  }).observe(element);
}

/** Axes with a grid and labels. */
function axes(svg, x, y, box, labels) {
  const {width, height, left, bottom} = box;
  const few = scale => scale.base ? scale.ticks().filter(value => Math.abs(Math.log10(value) % 1) < 1e-9) : null;
  const tick = value => String(Number(value.toPrecision(6)));
  svg.append('g').attr('class', 'grid').attr('transform', `translate(${left},0)`)
      .call(d3.axisLeft(y).ticks(5).tickValues(few(y)).tickSize(left - width + 8).tickFormat(''));
  svg.append('g').attr('class', 'axis').attr('transform', `translate(0,${height - bottom})`)
      .call(d3.axisBottom(x).ticks(width < 450 ? 4 : 7).tickValues(few(x)).tickFormat(tick));
  svg.append('g').attr('class', 'axis').attr('transform', `translate(${left},0)`)
      .call(d3.axisLeft(y).ticks(5).tickValues(few(y)).tickFormat(tick));
  svg.append('text').attr('x', (left + width) / 2).attr('y', height - 6).attr('text-anchor', 'middle').text(labels[0]);
  svg.append('text').attr('transform', `translate(12,${(height - bottom) / 2}) rotate(-90)`)
      .attr('text-anchor', 'middle').text(labels[1]);
}

/**
 * A chart whose items are found by pointer and arrow keys. `draw(svg, box)` draws it and gives the items, each with
 * its place {px, py}, the row and column that the arrow keys count, `tip()` for the box beside it, and `pick()`.
 */
function chart(label, draw, shape = .62) {
  const tip = el('div', {class: 'tip', hidden: ''});
  const said = el('div', {'aria-live': 'polite', class: 'said'});
  const root = el('div', {class: 'chart', tabindex: 0, role: 'group', 'aria-label': label}, tip, said);
  let items = [];
  let at = -1;
  let svg = null;
  const redraw = () => {
    const width = root.clientWidth;
    if (width === 0) return;
    const box = {width, height: Math.round(Math.max(240, Math.min(width * shape, 460))), left: 58, bottom: 42, top: 10};
    if (svg) svg.remove();
    svg = d3.select(root).insert('svg', ':first-child').attr('viewBox', `0 0 ${width} ${box.height}`)
        .attr('aria-hidden', 'true');
    items = draw(svg, box);
    svg.append('circle').attr('class', 'ring').attr('r', 8).attr('visibility', 'hidden');
    if (at >= items.length) at = -1;
  };
  const show = i => {
    at = i;
    tip.hidden = i < 0;
    svg.select('.ring').attr('visibility', i < 0 ? 'hidden' : 'visible');
    if (i < 0) return;
    const item = items[i];
    svg.select('.ring').attr('cx', item.px).attr('cy', item.py);
    tip.replaceChildren(...item.tip());
    const left = Math.max(0, Math.min(item.px + 14, root.clientWidth - tip.offsetWidth));
    const beside = item.px + 14 + tip.offsetWidth <= root.clientWidth;
    tip.style.left = `${left}px`;
    tip.style.top = `${beside ? Math.max(0, item.py - 20) : item.py + 14}px`;
    said.textContent = tip.innerText;
  };
  const nearest = event => {
    const [x, y] = d3.pointer(event, svg.node());
    const i = d3.minIndex(items, item => Math.hypot(item.px - x, item.py - y));
    return i >= 0 && Math.hypot(items[i].px - x, items[i].py - y) < 40 ? i : -1;
  };
  const step = (across, along) => {
    const here = items[Math.max(at, 0)];
    const rows = [...new Set(items.map(item => item.row))];
    const row = rows[(rows.indexOf(here.row) + across + rows.length) % rows.length];
    const column = at < 0 ? here.column : here.column + along;
    const candidates = items.map((item, i) => i).filter(i => items[i].row === row);
    show(candidates[d3.minIndex(candidates, i => Math.abs(items[i].column - column))]);
  };
  root.addEventListener('pointermove', event => { const i = nearest(event); if (i !== at) show(i); });
  root.addEventListener('pointerleave', () => show(-1));
  root.addEventListener('click', event => { const i = nearest(event); show(i); if (i >= 0) items[i].pick(); });
  root.addEventListener('blur', () => show(-1));
  root.addEventListener('keydown', event => {
    const move = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[event.key];
    if (move && items.length) { step(...move); event.preventDefault(); }
    // Else the key would go on to press the button that has the focus then.
    else if (event.key === 'Enter' && at >= 0) { event.preventDefault(); items[at].pick(); }
    else if (event.key === 'Escape') show(-1);
  });
  fitted(root, redraw);
  return {root, redraw};
}

/** A scale over an extent, logarithmic or linear, with some room at the ends. */
function scale(values, log, range) {
  const used = log ? values.filter(value => value > 0) : values;
  let [low, high] = d3.extent(used.length ? used : [log ? 1 : 0]);
  if (log) low = Math.max(low, high / 1e4); // what is smaller stands at the edge
  if (low === high) [low, high] = log ? [low / 2, high * 2] : [low - 1, high + 1];
  const room = (high - low) * .04;
  return (log ? d3.scaleLog([low / 1.15, high * 1.15], range) : d3.scaleLinear([low - room, high + room], range)).clamp(true);
}

function checkbox(label, change) {
  const input = el('input', {type: 'checkbox', change: () => change(input.checked)});
  return el('label', {}, input, ' ', label);
}

/* The error–sparsity plane. */
function plane({figure, sparsity, error, rises, interval, series}) {
  const models = [...new Set(series.map(each => each.model))];
  const color = each => `var(--c${models.indexOf(each.model) % 7})`;
  const dashes = each => { // the curves of one model differ by their dashes
    const alike = series.filter(other => other.model === each.model && !other.encoder);
    return ['', '6 4', '2 3', '8 3 2 3'][alike.indexOf(each) % 4] ?? '';
  };
  let log = false;
  const value = v => number(v.value) + (v.low === undefined ? '' : ` [${number(v.low)}, ${number(v.high)}]`);
  const all = series.flatMap(each => each.points);
  const view = chart('Points of the error–sparsity plane. Left and right: along a curve. Up and down: to another one.',
      (svg, box) => {
        const x = scale(all.flatMap(p => [p.sparsity.value, p.sparsity.low ?? p.sparsity.value, p.sparsity.high ?? p.sparsity.value]),
            false, [box.left, box.width - 8]);
        const y = scale(all.flatMap(p => [p.error.value, p.error.low ?? p.error.value, p.error.high ?? p.error.value]), log,
            [box.height - box.bottom, box.top]);
        axes(svg, x, y, box, [sparsity, rises ? error : 'Squared error per patch']);
        const items = [];
        series.forEach((each, row) => {
          const g = svg.append('g').attr('color', color(each));
          g.append('path').attr('fill', 'none').attr('stroke', 'currentColor').attr('stroke-width', 1.6)
              .attr('stroke-dasharray', dashes(each))
              .attr('d', d3.line(p => x(p.sparsity.value), p => y(p.error.value))(each.points));
          each.points.forEach((p, column) => {
            const px = x(p.sparsity.value);
            const py = y(p.error.value);
            if (p.error.low !== undefined) {
              g.append('path').attr('stroke', 'currentColor').attr('opacity', .55)
                  .attr('d', `M${x(p.sparsity.low)},${py}H${x(p.sparsity.high)}M${px},${y(p.error.low)}V${y(p.error.high)}`);
            }
            g.append('path').attr('class', 'dot').attr('transform', `translate(${px},${py})`)
                .attr('d', d3.symbol(each.encoder ? d3.symbolDiamond : d3.symbolCircle, each.encoder ? 130 : 45)())
                .attr('stroke', 'currentColor').attr('stroke-width', 1.5)
                .attr('fill', p.converged ? 'currentColor' : 'var(--paper)');
            items.push({px, py, row, column, pick: () => {}, tip: () => [el('b', {}, each.name), facts([
              ['β', p.beta === null ? null : number(p.beta)], ['λ', p.lambda === null ? null : number(p.lambda)],
              [rises ? 'R²' : 'squared error', value(p.error)], [sparsity.toLowerCase(), value(p.sparsity)],
              ['R², pooled', number(p.r2)], ['zeros', `${number(100 * p.zeros)}%`],
              ['distance to the ideal corner', `${number(p.distance)}, /√2 ${number(p.distance / Math.SQRT2)}`],
              ['excess at equal L1', p.excess === null ? null : `${number(p.excess.low)} to ${number(p.excess.high)}`],
              ['converged', p.gap === null ? null : `${p.converged ? 'yes' : 'no'}, relative gap ≤ ${number(p.gap)}`],
              ['seeds', p.seeds > 1 ? String(p.seeds) : null]])]});
          });
        });
        return items;
      });
  const legend = el('ul', {class: 'legend'}, series.map(each => {
    const key = el('li');
    const svg = d3.select(key).append('svg').attr('viewBox', '-16 -6 32 12').attr('color', color(each)).attr('aria-hidden', 'true');
    if (!each.encoder) {
      svg.append('path').attr('d', 'M-16,0H16').attr('stroke', 'currentColor').attr('stroke-width', 1.6).attr('stroke-dasharray', dashes(each));
    }
    svg.append('path').attr('fill', 'currentColor')
        .attr('d', d3.symbol(each.encoder ? d3.symbolDiamond : d3.symbolCircle, each.encoder ? 80 : 40)());
    key.append(each.name);
    return key;
  }));
  put(figure, rises ? 'R² against sparsity' : 'Squared error against sparsity', view.root, legend,
      rises ? '' : el('div', {class: 'controls'}, checkbox('logarithmic error', on => { log = on; view.redraw(); })),
      el('p', {}, `Point at a mark, or press the arrow keys, to read it. ${rises ? 'Higher' : 'Lower'} and further right is better. `,
          'Diamonds are encoders; curves are inference as λ varies. Hollow marks are not converged: their codes may be more ',
          'than 1% from the optimum.', interval ? ` Bars and brackets: ${interval}.` : ''));
}

/* Small pictures, cut out of one image. */
const images = new Map();
function image(uri) {
  if (!images.has(uri)) {
    const picture = new Image();
    picture.src = uri;
    images.set(uri, picture.decode().then(() => picture));
  }
  return images.get(uri);
}
function tile(uri, columns, index, width, height, label) {
  const canvas = el('canvas', {width, height, role: 'img', 'aria-label': label});
  image(uri).then(picture => canvas.getContext('2d')
      .drawImage(picture, index % columns * width, Math.floor(index / columns) * height, width, height, 0, 0, width, height));
  return canvas;
}
look.dictionaries.forEach(dictionary => {
  dictionary.rank = new Map(dictionary.order.map((atom, i) => [atom, i]));
});
function atomTile(place, atom) {
  const d = look.dictionaries[place];
  return d && d.sprite && d.rank.has(atom)
      ? tile(d.sprite, d.columns, d.rank.get(atom), d.width, d.height, `atom ${atom} of ${d.name}`) : null;
}
function atomButton(place, atom, text, title) {
  return el('button', {type: 'button', class: 'atom', title, click: () => open(place, atom)},
      atomTile(place, atom) ?? `#${atom} `, text);
}

/* One atom, enlarged. */
const dialog = el('dialog', {'aria-labelledby': 'atom-title'});
document.body.append(dialog);
dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener('keydown', event => {
  const move = {ArrowLeft: -1, ArrowRight: 1}[event.key];
  if (!move) return;
  const d = look.dictionaries[dialog.shown[0]];
  const next = d.order[d.rank.get(dialog.shown[1]) + move];
  if (next !== undefined) open(dialog.shown[0], next);
  event.preventDefault();
});
function open(place, atom) {
  const d = look.dictionaries[place];
  dialog.shown = [place, atom];
  const gabor = d.gabor;
  dialog.replaceChildren(
      el('header', {}, el('h2', {id: 'atom-title'}, `Atom ${atom} of ${d.name}`),
          el('button', {type: 'button', click: () => dialog.close()}, 'Close')),
      el('div', {class: 'enlarged'}, atomTile(place, atom) ?? '', facts([
        ['place', d.rank.has(atom) ? `${d.rank.get(atom) + 1} of ${d.size}, ${d.by}` : null],
        ['prior rate', d.rate && number(d.rate[atom])], [d.divergence, d.kl && `${number(d.kl[atom])}${d.divergence === 'KL' ? ' nats' : ''}`],
        ['usage', d.usage && `${number(100 * d.usage[atom])}% of patches`],
        ['Gabor frequency', gabor && `${number(gabor.frequency[atom])} cycles/pixel`],
        ['Gabor orientation', gabor && `${number(gabor.orientation[atom])}°`],
        gabor ? ['Gabor fit, r²', number(gabor.r2[atom])] : ['Gabor fit', d.sprite && 'parsimony plot makes it']])),
      ...d.nearest.flatMap(({dictionary, atom: near, cosine}) => [
        el('h3', {}, `Nearest in ${look.dictionaries[dictionary].name}, by |cosine|`),
        el('div', {class: 'atoms'}, near[atom].map((other, i) => atomButton(dictionary, other, number(cosine[atom][i]),
            `atom ${other}`)))]));
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('button').focus(); // what had the focus may be gone
}

/* The atoms of a dictionary. */
function mosaic(d, place) {
  if (!d.sprite) return;
  const canvas = el('canvas', {'aria-hidden': 'true'});
  const here = el('div', {class: 'here', hidden: ''});
  const said = el('div', {'aria-live': 'polite', class: 'said'});
  const root = el('div', {class: 'mosaic', tabindex: 0, role: 'group',
    'aria-label': `${d.order.length} atoms of ${d.name}. Arrow keys move, Enter enlarges.`}, canvas, here, said);
  const cell = [d.width + 1, d.height + 1];
  let columns = d.columns;
  let at = 0;
  const draw = () => {
    columns = Math.min(root.clientWidth < 500 ? 16 : d.columns, Math.ceil(Math.sqrt(2 * d.order.length)));
    canvas.width = columns * cell[0];
    canvas.height = Math.ceil(d.order.length / columns) * cell[1];
    image(d.sprite).then(picture => d.order.forEach((atom, i) => canvas.getContext('2d').drawImage(picture,
        i % d.columns * d.width, Math.floor(i / d.columns) * d.height, d.width, d.height,
        i % columns * cell[0], Math.floor(i / columns) * cell[1], d.width, d.height)));
  };
  const mark = i => {
    at = Math.max(0, Math.min(i, d.order.length - 1));
    const unit = root.clientWidth / canvas.width;
    here.hidden = false;
    here.style.cssText = `left:${at % columns * cell[0] * unit - 2}px;top:${Math.floor(at / columns) * cell[1] * unit - 2}px;`
        + `width:${cell[0] * unit + 3}px;height:${cell[1] * unit + 3}px`;
    said.textContent = `Atom ${d.order[at]}`;
  };
  root.addEventListener('click', event => {
    const box = canvas.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left) / box.width * columns);
    const row = Math.floor((event.clientY - box.top) / box.height * canvas.height / cell[1]);
    const i = row * columns + column;
    if (i < d.order.length) { mark(i); open(place, d.order[i]); }
  });
  root.addEventListener('keydown', event => {
    const move = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns}[event.key];
    if (move) { mark(here.hidden ? at : at + move); event.preventDefault(); }
    else if (event.key === 'Enter') { event.preventDefault(); open(place, d.order[at]); }
  });
  root.addEventListener('focus', () => { if (root.matches(':focus-visible')) mark(at); });
  fitted(root, draw);
  put(d.figure, d.name, root, el('p', {}, `${d.order.length < d.size ? `The first ${d.order.length} of ${d.size}` : d.size}`
      + ` atoms, ${d.by}. Click one, or press Enter on it, to enlarge it. Each is scaled to its own range; mid-gray is 0.`));
}

/* Patches with their codes. */
function browser(b, which) {
  const groups = {};
  for (const choice of Object.keys(CHOICES)) {
    const group = b.patches.map((patch, i) => i).filter(i => b.patches[i].choices.includes(choice));
    if (choice === 'worst') group.sort((i, j) => b.patches[j].codes[0].error - b.patches[i].codes[0].error);
    if (group.length) groups[choice] = group;
  }
  let choice = groups.median ? 'median' : Object.keys(groups)[0];
  let at = 0;
  const shown = () => groups[choice][at];
  const title = el('b', {'aria-live': 'polite'});
  const codes = el('div', {class: 'codes'});
  const stems = el('div', {class: 'stems'});
  const range = el('input', {type: 'range', min: 0, value: 0, 'aria-label': 'patch', input: () => show(choice, Number(range.value))});
  const radios = Object.entries(groups).map(([name, group]) => el('label', {}, el('input', {type: 'radio',
    name: `choice${which}`, value: name, change: () => show(name, 0)}), ` ${name} (${group.length})`));

  const errors = b.patches.flatMap(patch => [patch.codes[0].error, patch.codes[2].error]).filter(error => error > 0);
  const scatter = chart('Encoder error against the optimum, a dot for each patch. Arrow keys move, Enter shows the patch.',
      (svg, box) => {
        const x = scale(errors, true, [box.left, box.width - 8]);
        const y = scale(errors, true, [box.height - box.bottom, box.top]);
        axes(svg, x, y, box, ['Squared error of the optimum at equal L1', 'Squared error of the encoder']);
        svg.append('path').attr('stroke', 'var(--soft)').attr('stroke-dasharray', '4 4')
            .attr('d', `M${x.range()[0]},${y.range()[0]}L${x.range()[1]},${y.range()[1]}`);
        const order = d3.sort(b.patches.map((patch, i) => i), i => b.patches[i].codes[2].error);
        const items = order.map((i, column) => {
          const patch = b.patches[i];
          const kind = patch.choices.at(-1);
          const [px, py] = [x(patch.codes[2].error), y(patch.codes[0].error)];
          svg.append('circle').attr('class', 'dot').attr('cx', px).attr('cy', py).attr('r', 4)
              .attr('fill', CHOICES[kind]).attr('fill-opacity', .75).attr('data-patch', patch.patch);
          return {px, py, row: 0, column, pick: () => show(kind, groups[kind].indexOf(i)),
            tip: () => [el('b', {}, `Patch ${patch.patch}`), facts(CODES.map((name, c) => [name, number(patch.codes[c].error)]))]};
        });
        const now = b.patches[shown()];
        svg.append('circle').attr('class', 'now').attr('r', 9).attr('fill', 'none').attr('stroke', 'var(--ink)')
            .attr('stroke-width', 2).attr('cx', x(now.codes[2].error)).attr('cy', y(now.codes[0].error));
        return items;
      }, .6);

  const stemChart = (patch, code, c, most, least) => {
    const unit = atom => look.dictionaries[b.dictionary]?.rank.get(atom) ?? atom;
    const root = chart(`Code of ${OF[c]}: stems of ${code.at.length} units. Arrow keys move, Enter shows the atom.`,
        (svg, box) => {
          box = {...box, height: 92, bottom: 6, top: 6, left: 36};
          svg.attr('viewBox', `0 0 ${box.width} ${box.height}`);
          const x = d3.scaleLinear([0, b.units], [box.left, box.width - 4]);
          const y = d3.scaleLinear([Math.min(0, least), most], [box.height - box.bottom, box.top]);
          svg.append('g').attr('class', 'axis').attr('transform', `translate(${box.left},0)`)
              .call(d3.axisLeft(y).ticks(3));
          svg.append('path').attr('stroke', 'var(--soft)').attr('d', `M${box.left},${y(0)}H${box.width}`);
          const items = code.at.map((atom, i) => ({px: x(unit(atom)), py: y(code.values[i]), row: 0, column: unit(atom),
            pick: () => look.dictionaries[b.dictionary] && open(b.dictionary, atom),
            tip: () => [el('b', {}, `Unit ${atom}`), facts([['‖φ‖a', number(code.values[i])]])]}));
          svg.append('path').attr('stroke', LINES[c]).attr('stroke-width', 1.5)
              .attr('d', items.map(item => `M${item.px},${y(0)}V${item.py}`).join(''));
          svg.selectAll(null).data(items).join('circle').attr('class', 'stem').attr('cx', d => d.px).attr('cy', d => d.py)
              .attr('r', 2).attr('fill', LINES[c]);
          return d3.sort(items, item => item.column);
        }, 0).root;
    const largest = d3.sort(code.at.map((atom, i) => [atom, code.values[i]]), ([, value]) => -Math.abs(value)).slice(0, 5);
    return el('div', {}, el('h3', {}, `Code of ${OF[c]}`), root, el('div', {class: 'atoms'},
        b.dictionary < 0 ? [] : largest.map(([atom, value]) => atomButton(b.dictionary, atom, number(value), `atom ${atom}`))));
  };

  function show(group, i) {
    choice = group;
    at = Math.max(0, Math.min(i, groups[choice].length - 1));
    range.max = groups[choice].length - 1;
    range.value = at;
    for (const label of radios) label.firstChild.checked = label.firstChild.value === choice;
    const row = shown();
    const patch = b.patches[row];
    title.textContent = `Patch ${patch.patch}`;
    const picture = (column, label) => b.sprite ? tile(b.sprite, 4, 4 * row + column, b.width, b.height, label) : '';
    codes.replaceChildren(el('div', {}, el('h3', {}, 'patch'), picture(0, 'the patch')), ...patch.codes.map((code, c) =>
        el('div', {'data-code': CODES[c]}, el('h3', {}, CODES[c]), picture(c + 1, `what ${OF[c]} reconstructs`),
            facts([['error', number(code.error)], ['L1', number(code.l1)], ['units', String(code.l0)],
              ['proven ≥', c === 2 ? number(patch.lower) : null]]))));
    const most = d3.max(patch.codes, code => d3.max(code.values)) ?? 1;
    const least = d3.min(patch.codes, code => d3.min(code.values)) ?? 0;
    stems.replaceChildren(...patch.codes.map((code, c) => stemChart(patch, code, c, most, least)));
    scatter.redraw();
  }

  const step = by => show(choice, (at + by + groups[choice].length) % groups[choice].length);
  const view = put(`patches-${which}`, `Patch by patch: ${b.name}`,
      el('p', {}, `${b.patches.length} of ${b.of} patches: drawn at random, near the median of the encoder’s error, `
          + 'and the worst. The three codes of a patch are on the same dictionary and at equal sparsity, the weighted L1 '
          + 'Σ‖φₖ‖|aₖ| of the encoder’s code (a Poisson rate is never 0, so units cannot be counted). The optimum is the exact '
          + 'lasso there, with a proven bound; LCA takes the steps of the comparison at that optimum’s own λ.'),
      el('div', {class: 'controls'}, el('fieldset', {}, el('legend', {}, 'Show'), radios),
          el('button', {type: 'button', 'aria-label': 'previous patch', click: () => step(-1)}, '‹'), range,
          el('button', {type: 'button', 'aria-label': 'next patch', click: () => step(1)}, '›'), title),
      codes, stems, el('p', {}, 'A stem is the part ‖φₖ‖aₖ of a unit in the code, in the order of the dictionary below. '
          + 'Beside them are the atoms with the largest parts.'), scatter.root, el('ul', {class: 'legend'}, Object.keys(groups).map(name => {
        const key = el('li');
        d3.select(key).append('svg').attr('viewBox', '-16 -6 32 12').attr('aria-hidden', 'true').append('circle').attr('r', 5)
            .attr('fill', CHOICES[name]);
        key.append(name);
        return key;
      })), el('p', {}, 'On the dashed line the encoder would be as good as the optimum. Click a dot to see its patch. '
          + 'Errors below a ten-thousandth of the largest stand at the edge.'));
  view.addEventListener('keydown', event => {
    if (event.target.closest('.chart, input')) return;
    const move = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (move) { step(move); event.preventDefault(); }
  });
  show(choice, 0);
}

/* How a training went. */
function curve(c) {
  let log = false;
  const view = chart('Curves of the training. Left and right: along a curve. Up and down: to another one.', (svg, box) => {
    const x = scale(c.at, false, [box.left, box.width - 8]);
    const y = scale(c.lines.flatMap(line => line.values), log, [box.height - box.bottom, box.top]);
    axes(svg, x, y, box, [c.x, 'Per patch']);
    return c.lines.flatMap((line, row) => {
      svg.append('path').attr('fill', 'none').attr('stroke', LINES[row]).attr('stroke-width', 1.5)
          .attr('d', d3.line((_, i) => x(c.at[i]), y)(line.values));
      return line.values.map((value, i) => ({px: x(c.at[i]), py: y(value), row, column: i, pick: () => {},
        tip: () => [el('b', {}, `${c.x} ${Math.round(c.at[i])}`), facts(c.lines.map(each => [each.name, number(each.values[i])]))]}));
    });
  }, .45);
  put(c.figure, `How the training went: ${c.name}`, view.root, el('ul', {class: 'legend'}, c.lines.map((line, row) => {
    const key = el('li');
    d3.select(key).append('svg').attr('viewBox', '-16 -6 32 12').attr('aria-hidden', 'true').append('path').attr('d', 'M-16,0H16')
        .attr('stroke', LINES[row]).attr('stroke-width', 2);
    key.append(line.name);
    return key;
  })), el('div', {class: 'controls'}, checkbox('logarithmic', on => { log = on; view.redraw(); })),
      el('p', {}, document.querySelector(`section[data-figure="${c.figure}"] figcaption`)?.textContent ?? '',
          c.averaged > 1 ? ` Each point is the mean of ${c.averaged} points of the file.` : ''));
}

if (look.plane) plane(look.plane);
[...look.browsers.entries()].reverse().forEach(([i, each]) => browser(each, i)); // each goes right after the plane
look.dictionaries.forEach(mosaic);
look.curves.forEach(curve);
})();
