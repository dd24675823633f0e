/**
 * Running the server: start and stop, the banner and demo data of dev mode. Imports any package but the edges;
 * nothing imports it.
 * Which database is opened is in {@code fdb}, with which keys in {@code crypto} and {@code auth}.
 */
package io.recordstore.ops;
