/**
 * Text that people and programs read: tables for a terminal, CSV, Markdown. Names and answers come
 * from strangers, so everything that is printed goes through here: a cell cannot steer a terminal,
 * break its row or become a formula in a spreadsheet. Imports nothing of the project.
 *
 * <p>Decision (2026-11-28): CSV replaces control characters as the terminal does, because {@code
 * --format csv} is printed on one, too. JSON loses nothing; it escapes them.
 */
package io.depthlm.common.text;
