package io.recordstore.auth;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The operations that a caller's token must allow before the annotated service method runs, where a request does several
 * things at once: for each part that it has, the part's operation on the part's record type, in the RecordSpace of the
 * request. A request without such a part needs a good token of the tenant. Everything else is as with {@link Requires}.
 */
@Documented
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RequiresEach {
    /** The parts that a request may have. */
    @Nonbinding
    Part[] value();

    /** A part of a request: a message with the string field {@code record_type}. */
    @interface Part {
        /** The names of the fields that lead to it, joined by dots; any of them may be repeated. */
        String of();

        /** What the part does. */
        Operation needs();
    }
}
