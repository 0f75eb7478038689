'use strict';
(() => {
  const root = document.documentElement;
  const wantsDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : wantsDark.matches);
  const redraws = [];

  const theme = document.getElementById('theme');
  const name = () => { theme.textContent = isDark() ? 'Light colours' : 'Dark colours'; };
  theme.hidden = false;
  name();
  theme.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    name();
    redraws.forEach((redraw) => redraw());
  });
  wantsDark.addEventListener('change', () => { name(); redraws.forEach((redraw) => redraw()); });

  const order = (cell) => (cell.dataset.order === undefined ? null : Number(cell.dataset.order));
  const compare = (a, b) => {
    const x = order(a);
    const y = order(b);
    if (x === null || y === null) {
      return a.textContent.localeCompare(b.textContent, 'en', { numeric: true });
    }
    return x - y;
  };
  for (const table of document.querySelectorAll('table.sortable')) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const up = head.getAttribute('aria-sort') === 'descending';
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
        const rows = [...table.tBodies[0].rows];
        // a number that is not there: '-', or words in its place
        const empty = ({ cells: { [column]: cell } }) => cell.textContent === '-' || (cell.classList.contains('end') && order(cell) === null);
        rows.sort((a, b) => {
          if (empty(a) !== empty(b)) {
            return empty(a) ? 1 : -1;
          }
          const way = compare(a.cells[column], b.cells[column]);
          return up ? way : -way;
        });
        table.tBodies[0].append(...rows);
      });
    });
  }

  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  for (const figure of document.querySelectorAll('figure.turn')) {
    figure.hidden = false;
    turnable(figure.querySelector('canvas'), figure.querySelector('.choice'));
  }

  function turnable(canvas, choice) {
    const numbers = canvas.dataset.points.split(',').map(Number);
    const points = [];
    let far = 0;
    for (let i = 0; i + 4 < numbers.length; i += 5) {
      const [x, y, z, answer, rgb] = numbers.slice(i, i + 5);
      points.push({ x, y, z, answer, rgb: '#' + rgb.toString(16).padStart(6, '0') });
      far = Math.max(far, z, answer);
    }
    const depths = points.map((p) => p.z).sort((a, b) => a - b);
    const middle = depths[Math.floor(depths.length / 2)] || 1;
    let yaw = 0.5;
    let pitch = 0.25;
    let shown = 'both';

    const draw = () => {
      const context = canvas.getContext('2d');
      context.clearRect(0, 0, canvas.width, canvas.height);
      const scale = (0.42 * canvas.height) / Math.max(middle, far - middle, 0.001);
      const dots = [];
      const add = (p, stretch, fill) => {
        const x = p.x * stretch;
        const y = p.y * stretch;
        const z = p.z * stretch - middle;
        const u = x * Math.cos(yaw) - z * Math.sin(yaw);
        const w = x * Math.sin(yaw) + z * Math.cos(yaw);
        const v = y * Math.cos(pitch) - w * Math.sin(pitch);
        const depth = y * Math.sin(pitch) + w * Math.cos(pitch);
        dots.push([depth, canvas.width / 2 + u * scale, canvas.height / 2 + v * scale, fill]);
      };
      for (const p of points) {
        if (shown !== 'answers') {
          add(p, 1, shown === 'both' ? colour('--c0') : p.rgb);
        }
        if (shown !== 'truth') {
          if (p.answer) {
            add(p, p.answer / p.z, shown === 'both' ? colour('--c1') : p.rgb);
          }
        }
      }
      dots.sort((a, b) => b[0] - a[0]);
      for (const [, x, y, fill] of dots) {
        context.fillStyle = fill;
        context.beginPath();
        context.arc(x, y, 2.4, 0, 7);
        context.fill();
      }
    };
    redraws.push(draw);

    for (const [what, label] of [['both', 'Truth (first colour) and answers'], ['truth', 'Truth'], ['answers', 'Answers']]) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = label;
      button.setAttribute('aria-pressed', String(what === shown));
      button.addEventListener('click', () => {
        shown = what;
        [...choice.children].forEach((other) => other.setAttribute('aria-pressed', String(other === button)));
        draw();
      });
      choice.append(button);
    }
    const turn = (right, down) => {
      yaw += right;
      pitch = Math.max(-1.5, Math.min(1.5, pitch + down));
      draw();
    };
    let from = null;
    canvas.addEventListener('pointerdown', (event) => {
      from = [event.clientX, event.clientY];
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (from) {
        turn((event.clientX - from[0]) / 120, (event.clientY - from[1]) / 120);
        from = [event.clientX, event.clientY];
      }
    });
    canvas.addEventListener('pointerup', () => { from = null; });
    canvas.addEventListener('keydown', (event) => {
      const ways = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
      if (ways[event.key]) {
        turn(...ways[event.key]);
        event.preventDefault();
      }
    });
    draw();
  }
})();
