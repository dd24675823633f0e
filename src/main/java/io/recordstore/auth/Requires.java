package io.recordstore.auth;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The operation that a caller's token must allow before the annotated service method runs.
 *
 * <p>The method takes one Protobuf message, or a {@code Multi} of them, and returns a {@code Uni} or a {@code Multi}.
 * What the call is about is read from the message's string fields {@code tenant}, {@code record_space} (or
 * {@code prefix}) and {@code record_type}. The method gets the message with {@code tenant} filled in. A call that the
 * token does not allow fails with {@link io.recordstore.fault.Unauthenticated}, {@link io.recordstore.fault.Denied},
 * {@link io.recordstore.fault.LimitExceeded} or {@link io.recordstore.fault.Unavailable} and never reaches the method.
 * A message in which a field {@code at} is set asks for what was: the token must allow {@link Operation#WATCH} too.
 */
@Documented
@InterceptorBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Requires {
    /** The operation; its right is {@link Operation#right()}. */
    @Nonbinding
    Operation value();

    /**
     * The operation that it must also allow on the RecordSpace that the request's string field {@code target} names, where a
     * call makes one of another; none when empty.
     */
    @Nonbinding
    Operation[] ofTarget() default {};

    /**
     * Whether the token is looked at again with each message of the stream that the method returns, and in between, so that
     * a stream without an end ends with its token.
     */
    @Nonbinding
    boolean throughout() default false;
}
