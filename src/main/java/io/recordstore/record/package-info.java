/**
 * Records: written, read and deleted by primary key, and translated between the user's formats and what is stored.
 * Imports {@code schema}, {@code space}, {@code store}, {@code name} and {@code fault}.
 * Finding records by what they hold is in {@code query}.
 */
package io.recordstore.record;
