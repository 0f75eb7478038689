/**
 * Charts as SVG: a chart is a value that draws itself into text. Colours of series are classes that
 * the page's style sheet fills for light and dark; colours of data are attributes. May import what
 * {@code render} may, and {@code common.text}.
 *
 * <p>Decision (2026-11-28): the charts are drawn here and not by a library. The script libraries
 * (uPlot, Chart.js, ECharts: 50 kB to 1 MB) show nothing without script and to screen readers, and
 * the ones for Java (JFreeChart, XChart) paint fixed colours and fonts that do not follow a page's
 * light or dark style. What a page needs, points with intervals, densities and grids on two axes,
 * is a few hundred lines.
 */
package io.depthlm.common.render.svg;
