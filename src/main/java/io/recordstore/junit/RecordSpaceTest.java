package io.recordstore.junit;

import com.google.protobuf.Message;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test a RecordSpace of its own, and deletes it after the test.
 *
 * <p>On a class it is for all of its tests, those of nested classes included; on a method for that test, in place of the one on
 * the class. A test, or a method that is run before each, takes as parameters a {@link TestRecordSpace}, an {@link
 * io.grpc.Channel} on which every call carries a token, or any stub of the API.
 *
 * <p>Names of resources are looked up beside the test's class, and then at the root of the class path; from the root when they
 * begin with a slash.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(RecordSpaceExtension.class)
public @interface RecordSpaceTest {
    /** Resources with .proto sources, in which files import one another by these names. */
    String[] protos() default {};

    /** A resource with a serialised {@code FileDescriptorSet}, as {@code protoc --descriptor_set_out --include_imports} makes it. */
    String descriptors() default "";

    /** Generated messages whose files are the schema. */
    Class<? extends Message>[] messages() default {};

    /** Records that are there when a test begins. */
    Seed[] seeds() default {};

    /**
     * After how many seconds the RecordSpace goes by itself, should the process die before it is deleted. It is a test's
     * greatest length too.
     */
    int ttlSeconds() default 3600;

    /** For how many seconds changes are kept, for tests that watch them; at least 60, or 0 for not at all. */
    int changeRetentionSeconds() default 0;
}
