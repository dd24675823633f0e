package io.recordstore.cli.output;

/** How results are written. */
public enum OutputFormat {
    /** Aligned columns under headings. */
    TABLE,
    /** One JSON document, indented. */
    JSON,
    /** One JSON object on each line. */
    NDJSON
}
