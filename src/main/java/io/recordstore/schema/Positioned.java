package io.recordstore.schema;

/**
 * Something that a user defined.
 *
 * @param position where, for errors
 */
record Positioned<T>(T value, String position) {}
