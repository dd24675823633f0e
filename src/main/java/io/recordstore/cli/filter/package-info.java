/**
 * The expressions of {@code --where} and {@code --order-by}, and the values of keys, as messages of the API. Imports the
 * generated messages alone. {@code docs/cli.md} has the grammar.
 */
package io.recordstore.cli.filter;
