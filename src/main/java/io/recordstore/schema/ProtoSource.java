package io.recordstore.schema;

/**
 * A .proto file.
 *
 * @param path the path by which others import it
 * @param content what is in it
 */
public record ProtoSource(String path, String content) {}
