package com.apple.foundationdb.annotation;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/**
 * Stands in for the annotation of the same name in {@code fdb-java-annotations}, which was never published. The Record
 * Layer's classes carry it; without it the compiler warns once for each of them, and warnings are errors here.
 */
@Retention(RetentionPolicy.CLASS)
public @interface API {
    /** How stable the annotated element is. */
    Status value();

    /** The Record Layer's grades of stability. */
    enum Status {
        /** Not for use outside the Record Layer. */
        INTERNAL,
        /** May change in any release. */
        EXPERIMENTAL,
        /** May change in a minor release. */
        UNSTABLE,
        /** Will not change in a minor release. */
        MAINTAINED,
        /** Will not change in a major release. */
        STABLE,
        /** Will be removed. */
        DEPRECATED
    }
}
