package io.recordstore.fdb;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.DatabaseOptions;
import com.apple.foundationdb.FDB;
import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.NetworkOptions;
import io.recordstore.fdb.embedded.NativeFreeFdb;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Executor;

/**
 * FoundationDB's native client, of which a process has one: it is set up once, with the options of the first opening. Its
 * library is loaded when it is first used and never with the embedded engine.
 */
final class NativeClient {
    private static boolean isSetUp;

    private NativeClient() {}

    /**
     * Opens a cluster, without waiting for an answer of it.
     *
     * @throws IllegalStateException with what to do, when the client is missing or refuses its configuration
     */
    static synchronized Database open(ClusterConfig config, ClusterFile file, Executor executor) {
        if (NativeFreeFdb.isInstalled()) {
            throw new IllegalStateException("this process has used the embedded engine and cannot use the native"
                    + " client of FoundationDB as well; start another one for the cluster");
        }
        try {
            FDB fdb = FDB.selectAPIVersion(config.apiVersion());
            if (!isSetUp) {
                fdb.disableShutdownHook(); // it would not wait for the calls that are still to be answered
                set(fdb.options(), config);
                isSetUp = true;
            }
            Database database = fdb.open(file.path().toString(), executor);
            set(database.options(), config);
            return database;
        } catch (LinkageError e) {
            throw ClusterFaults.noLibrary(e);
        } catch (FDBException e) {
            throw ClusterFaults.refused(e);
        } catch (IllegalArgumentException e) {
            throw ClusterFaults.anotherApiVersion(config.apiVersion(), e);
        }
    }

    static synchronized void stop() {
        if (isSetUp) {
            FDB.instance().stopNetwork();
        }
    }

    /** Sets what holds for the process. */
    static void set(NetworkOptions options, ClusterConfig config) {
        options.setFailIncompatibleClient(); // an error, where a call would wait for ever
        setTls(options, config.tls());
        setTrace(options, config.trace());
        setClient(options, config.client());
        config.knobs()
                .forEach((name, value) ->
                        options.setKnob(name.toLowerCase(Locale.ROOT).replace('-', '_') + "=" + value));
    }

    private static void setTls(NetworkOptions options, ClusterConfig.Tls tls) {
        tls.password().ifPresent(options::setTLSPassword); // before the key, which it opens
        tls.certificate().map(Path::toString).ifPresent(options::setTLSCertPath);
        tls.key().map(Path::toString).ifPresent(options::setTLSKeyPath);
        tls.ca().map(Path::toString).ifPresent(options::setTLSCaPath);
        tls.verifyPeers()
                .map(criteria -> criteria.getBytes(StandardCharsets.UTF_8))
                .ifPresent(options::setTLSVerifyPeers);
    }

    private static void setTrace(NetworkOptions options, ClusterConfig.Trace trace) {
        if (trace.directory().isPresent()) {
            options.setTraceEnable(trace.directory().get().toString());
            options.setTraceFormat(trace.format());
            options.setTraceLogGroup(trace.logGroup());
            trace.rollSize().ifPresent(options::setTraceRollSize);
            trace.maxLogsSize().ifPresent(options::setTraceMaxLogsSize);
        }
    }

    private static void setClient(NetworkOptions options, ClusterConfig.Client client) {
        client.libraries()
                .ifPresent(libraries ->
                        libraries.forEach(library -> options.setExternalClientLibrary(library.toString())));
        client.libraryDirectory().map(Path::toString).ifPresent(options::setExternalClientDirectory);
        if (client.disableInstalled()) {
            options.setDisableLocalClient();
        }
        client.threadsPerVersion().ifPresent(options::setClientThreadsPerVersion);
        options.setClientTmpDir(client.temporaryDirectory().toString());
    }

    /** Sets what holds for every transaction. */
    static void set(DatabaseOptions options, ClusterConfig config) {
        ClusterConfig.Transactions transactions = config.transactions();
        options.setTransactionTimeout(transactions.timeout().toMillis());
        transactions.retryLimit().ifPresent(options::setTransactionRetryLimit);
        options.setTransactionMaxRetryDelay(transactions.maxRetryDelay().toMillis());
        transactions.sizeLimit().ifPresent(options::setTransactionSizeLimit);
        if (transactions.automaticIdempotency()) {
            options.setTransactionAutomaticIdempotency();
        }
        config.datacenterId().ifPresent(options::setDatacenterId);
        config.machineId().ifPresent(options::setMachineId);
    }
}
