package io.recordstore.operation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How operations are worked on: index builds, rotations of keys, forks and big deletes. */
@ConfigMapping(prefix = "recordstore.operations")
public interface OperationConfig {

    /** Records per transaction: far from five seconds and from 10 MB with records of the usual size. */
    @WithDefault("500")
    int recordsPerTransaction();

    /** Records per second of one operation, so that the calls of users are not crowded out. */
    @WithDefault("20000")
    int recordsPerSecond();

    /** How long a call waits for what it began before it leaves that to be done behind it. */
    @WithDefault("5s")
    Duration patience();

    /** How often a server looks for operations that no server works on. */
    @WithDefault("15s")
    Duration lookEvery();

    /** How long a server that says nothing keeps an operation to itself: then another takes it up. */
    @WithDefault("10s")
    Duration lease();

    /** Operations that one server takes up at a time, besides those of its own calls. */
    @WithDefault("4")
    int concurrency();

    /** How long an operation that is over is listed. */
    @WithDefault("7d")
    Duration keep();

    /** How many operations of a tenant are listed: older ones that are over are forgotten. */
    @WithDefault("1000")
    int keepAtMost();

    /** What users are told of the server that works on an operation; the name of the machine when it is not set. */
    Optional<String> server();
}
