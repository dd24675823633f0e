package io.recordstore.fdb;

import com.apple.foundationdb.FDBException;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with a cluster or with how it is set up, and what to do. Codes: {@code error_definitions.h} of
 * FoundationDB 7.3.
 */
final class ClusterFaults {
    static final int TRANSACTION_TIMED_OUT = 1031;
    static final int DATABASE_LOCKED = 1038;
    static final int FILE_NOT_READABLE = 1513;
    static final int NO_CLUSTER_FILE = 1515;
    static final int INVALID_OPTION_VALUE = 2006;
    static final int INVALID_OPTION = 2007;
    static final int ENVIRONMENT_OPTION_FAILED = 2022;
    static final int NETWORK_CANNOT_BE_RESTARTED = 2025;
    static final int INCOMPATIBLE_PROTOCOL = 2100;
    static final int CONNECTION_STRING_INVALID = 2104;
    static final int TLS_ERROR = 2107;
    static final int NO_EXTERNAL_CLIENT = 2123;
    static final int ALL_EXTERNAL_CLIENTS_FAILED = 2124;
    static final int INCOMPATIBLE_CLIENT = 2125;
    static final int TENANT_NAME_REQUIRED = 2130;
    static final int ILLEGAL_TENANT_ACCESS = 2138;
    static final int API_VERSION_NOT_SUPPORTED = 2203;
    static final int API_FUNCTION_MISSING = 2204;

    /** What passes without anybody changing this server's configuration: it is waited for. */
    private static final Set<Integer> PASSING =
            Set.of(TRANSACTION_TIMED_OUT, DATABASE_LOCKED, INCOMPATIBLE_PROTOCOL, INCOMPATIBLE_CLIENT);

    /** How loaders of Linux and of macOS say that there is no such file. */
    private static final List<String> ABSENCE = List.of("cannot open shared object file", "Library not loaded");

    private ClusterFaults() {}

    /** The client's library cannot be loaded. */
    static IllegalStateException noLibrary(LinkageError cause) {
        String found = String.valueOf(cause.getMessage());
        if (found.contains("undefined symbol")) {
            return new IllegalStateException(
                    "the client library of FoundationDB (libfdb_c) that is installed is older than 7.3, which this"
                            + " program needs; it speaks with clusters of 7.3, and of 7.1 with a library of 7.1 among"
                            + " recordstore.fdb.cluster.client.libraries",
                    cause);
        }
        boolean isMissing = found.contains("libfdb_c") && ABSENCE.stream().anyMatch(found::contains);
        if (!isMissing) {
            return new IllegalStateException(
                    "the client library of FoundationDB (libfdb_c) cannot be loaded: install the package"
                            + " foundationdb-clients of the 7.3 series for this machine's processor and C library, and"
                            + " what it depends on. The loader says: " + found,
                    cause);
        }
        return new IllegalStateException(
                "the client library of FoundationDB (libfdb_c) is missing: a cluster is configured, so install the"
                        + " package foundationdb-clients of the 7.3 series, from the release page of FoundationDB, or"
                        + " unset recordstore.fdb.cluster.file and recordstore.fdb.cluster.contents to use the embedded"
                        + " engine",
                cause);
    }

    /** The process has the client already, for another version of the API. */
    static IllegalStateException anotherApiVersion(int version, IllegalArgumentException cause) {
        return new IllegalStateException(
                "recordstore.fdb.cluster.api-version=" + version + " cannot be had: " + cause.getMessage(), cause);
    }

    /** The client refuses its configuration. */
    static IllegalStateException refused(FDBException error) {
        return new IllegalStateException(describe(error), error);
    }

    /** Whether waiting may help, with nothing here changed. */
    static boolean isPassing(FDBException error) {
        return PASSING.contains(error.getCode());
    }

    /** What an error of the client or the cluster means for whoever set it up. */
    static String describe(FDBException error) {
        int code = error.getCode();
        String meaning =
                switch (code) {
                    case TRANSACTION_TIMED_OUT ->
                        "the cluster does not answer: are its coordinators up, can this machine reach their ports, and,"
                                + " where the cluster is encrypted, do the addresses end in :tls and are"
                                + " recordstore.fdb.cluster.tls.* its certificates? fdbcli with the same cluster file"
                                + " says more";
                    case DATABASE_LOCKED ->
                        "the cluster's database is locked, as during a restore or a switch to another cluster; fdbcli:"
                                + " unlock, with the id that locked it";
                    case FILE_NOT_READABLE, NO_CLUSTER_FILE ->
                        "the client cannot read its cluster file: see recordstore.fdb.cluster.file";
                    case INVALID_OPTION_VALUE, INVALID_OPTION ->
                        "the client refuses an option under recordstore.fdb.cluster: a trace directory or library that"
                                + " is not there, a trace format that is neither json nor xml, or a knob that it does"
                                + " not know";
                    case ENVIRONMENT_OPTION_FAILED ->
                        "the client refuses a variable FDB_NETWORK_OPTION_... of the environment";
                    case NETWORK_CANNOT_BE_RESTARTED -> "a process can start the client once: start another one";
                    case CONNECTION_STRING_INVALID ->
                        "the client does not understand the cluster file: has it one line, description:id@address:port?";
                    case TLS_ERROR ->
                        "the certificate, key or authorities under recordstore.fdb.cluster.tls cannot be used: are they"
                                + " PEM files that this process can read, and is the key that of the certificate?";
                    case NO_EXTERNAL_CLIENT, ALL_EXTERNAL_CLIENTS_FAILED ->
                        "none of the libraries under recordstore.fdb.cluster.client can be loaded: are the paths right,"
                                + " and the libraries for this machine?";
                    case INCOMPATIBLE_PROTOCOL, INCOMPATIBLE_CLIENT ->
                        "no client library that is installed speaks the cluster's version: put one of the cluster's"
                                + " version beside it with recordstore.fdb.cluster.client.libraries";
                    case TENANT_NAME_REQUIRED, ILLEGAL_TENANT_ACCESS ->
                        "the cluster wants FoundationDB's own tenants (tenant_mode=required), which this program does"
                                + " not use and FoundationDB is to remove: configure tenant_mode=disabled, or take"
                                + " another cluster";
                    case API_VERSION_NOT_SUPPORTED, API_FUNCTION_MISSING ->
                        "the installed client library does not have the API version that is asked for: install"
                                + " foundationdb-clients of the 7.3 series, or lower recordstore.fdb.cluster.api-version";
                    default -> error.getMessage();
                };
        return meaning + " (FoundationDB error " + code + ")";
    }
}
