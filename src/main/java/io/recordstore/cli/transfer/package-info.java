/** NDJSON in: where it is read from, and what of it could not be read. Imports {@code cli.failure} and {@code cli.output}. */
package io.recordstore.cli.transfer;
