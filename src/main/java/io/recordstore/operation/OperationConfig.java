package io.recordstore.operation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** How operations are worked on: index builds, rotations of keys, forks and big deletes. */
@ConfigMapping(prefix = "recordstore.operations")
public interface OperationConfig {

    /** Records per transaction: far from five seconds and from 10 MB with records of the usual size. */
    @WithDefault("500")
    @Min(1)
    int recordsPerTransaction();

    /** Records per second of one operation, so that the calls of users are not crowded out. */
    @WithDefault("20000")
    @Min(1)
    int recordsPerSecond();

    /** How long a call waits for what it began before it leaves that to be done behind it. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    Duration patience();

    /** How often a server looks for operations that no server works on. */
    @WithDefault("15s")
    @DurationMin(millis = 1)
    Duration lookEvery();

    /** How long a server that says nothing keeps an operation to itself: then another takes it up. */
    @WithDefault("10s")
    @DurationMin(millis = 1)
    Duration lease();

    /** Operations that one server takes up at a time, besides those of its own calls; 0 for none but those. */
    @WithDefault("4")
    @Min(0)
    int concurrency();

    /** How long an operation that is over is listed. */
    @WithDefault("7d")
    @DurationMin
    Duration keep();

    /** How many operations of a tenant are listed: older ones that are over are forgotten. */
    @WithDefault("1000")
    @Min(1)
    int keepAtMost();

    /** What users are told of the server that works on an operation; the name of the machine when it is not set. */
    Optional<String> server();
}
