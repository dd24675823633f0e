package io.recordstore.fdb;

import io.recordstore.fdb.embedded.NativeFreeFdb;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.hibernate.validator.constraints.time.DurationMin;

/**
 * A FoundationDB cluster and its native client: {@code recordstore.fdb.cluster}. What is said of an option here is short;
 * FoundationDB's documentation of its options has the rest.
 */
public interface ClusterConfig {
    /** The cluster file. With it, or with {@link #contents}, the native client is used. */
    Optional<Path> file();

    /** What a cluster file would say, in place of one: for an environment variable. */
    Optional<String> contents();

    /** Which API the client is asked for, 710 to 730: an older one where a cluster is still to be upgraded. */
    @WithDefault("730")
    @Min(710)
    @Max(NativeFreeFdb.API_VERSION)
    int apiVersion();

    /** How long a start waits for the cluster's first answer before it says what it is waiting for, and goes on. */
    @WithDefault("10s")
    @DurationMin
    Duration connectTimeout();

    /** The data centre that this server is in, so that reads go to replicas nearby. */
    Optional<String> datacenterId();

    /** The machine or rack that this server is on, for the same. */
    Optional<String> machineId();

    /** Encrypted connections to the cluster. */
    Tls tls();

    /** The native client's own trace files. */
    Trace trace();

    /** Client libraries. */
    Client client();

    /** Defaults of every transaction. */
    Transactions transactions();

    /** The client's knobs by name, in lower case. Nothing that a normal day needs. */
    Map<String, String> knobs();

    /** Connections are encrypted where the cluster file's addresses end in {@code :tls}. */
    interface Tls {
        /** This server's certificate chain, in PEM. */
        Optional<Path> certificate();

        /** Its key, in PEM. */
        Optional<Path> key();

        /** What the key is encrypted with. */
        Optional<String> password();

        /** The certificate authorities to trust, in PEM. */
        Optional<Path> ca();

        /** What certificates of the cluster must say, in FoundationDB's notation: {@code Check.Valid=1,O=Acme}. */
        Optional<String> verifyPeers();
    }

    /** Trace files are written where a directory is given. */
    interface Trace {
        /** Where. The directory must be there. */
        Optional<Path> directory();

        /** {@code json} or {@code xml}. */
        @WithDefault("json")
        String format();

        /** Bytes of one file. */
        @Min(0)
        OptionalLong rollSize();

        /** Bytes of all files; the oldest are deleted. */
        @Min(0)
        OptionalLong maxLogsSize();

        /** What each line says as its LogGroup. */
        @WithDefault("record-store")
        String logGroup();
    }

    /** The multi-version client: several libraries at once, of which the one is used that the cluster understands. */
    interface Client {
        /** Libraries beside the installed one. */
        Optional<List<Path>> libraries();

        /** A directory of such libraries. */
        Optional<Path> libraryDirectory();

        /** Whether to do without the installed library, and use those alone. */
        @WithDefault("false")
        boolean disableInstalled();

        /** Network threads for each library; more than one does without the installed library. */
        @Min(1)
        OptionalInt threadsPerVersion();

        /** Where copies of libraries and of a cluster file that cannot be written are kept. */
        @WithDefault("${java.io.tmpdir:/tmp}")
        Path temporaryDirectory();
    }

    /** What holds for every transaction. */
    interface Transactions {
        /**
         * How long one may last, from its first call to the end of its commit. FoundationDB ends one five seconds after
         * its first read; the rest is for a cluster that does not answer at all, in which it would wait for ever.
         */
        @WithDefault("6s")
        @DurationMin
        Duration timeout();

        /** How often the client runs one again by itself; as often as it likes when absent. */
        @Min(-1)
        OptionalInt retryLimit();

        /** The longest wait between two tries. */
        @WithDefault("1s")
        @DurationMin
        Duration maxRetryDelay();

        /** Bytes that one may write; FoundationDB's 10,000,000 when absent. */
        @Min(32)
        @Max(10_000_000)
        OptionalLong sizeLimit();

        /**
         * Whether the cluster remembers commits, so that one whose outcome was unknown is made known. FoundationDB calls it
         * in development and not ready for general use, so it is off.
         */
        @WithDefault("false")
        boolean automaticIdempotency();
    }
}
