package io.recordstore.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Records of one type that are there when a test begins. */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Seed {
    /** The name of the record type. */
    String recordType();

    /**
     * A resource with the records as proto3 JSON: one to a line (NDJSON), or an array of them. A number past 2^53 is written as
     * a string.
     */
    String resource();
}
