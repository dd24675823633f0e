/**
 * A FoundationDB in one process: {@code com.apple.foundationdb.Database} and {@code Transaction} on RocksDB or memory.
 *
 * <p>May import the JDK, fdb-java and rocksdbjni; nothing of records, Quarkus or the rest of this program, so that it can
 * be lifted out. {@code docs/engine.md} tells how a transaction goes and how the engine is tested, {@code LAYOUT.md} what
 * lies on disk. From the outside in:
 *
 * <ul>
 *   <li><b>The API.</b> {@link io.recordstore.fdb.embedded.EmbeddedDatabase} opens and owns everything and makes
 *       {@code EmbeddedTransaction}s; {@code SnapshotReads} is one without conflicts, {@code ReadOperations} and {@code
 *       SingleProcessDatabase} hold what comes down to other calls or is refused. {@link
 *       io.recordstore.fdb.embedded.EngineOptions}, {@link io.recordstore.fdb.embedded.RocksOptions} and {@link
 *       io.recordstore.fdb.embedded.EngineListener} are what an operator chooses and hears; {@code Limits} is what is
 *       fixed; {@link io.recordstore.fdb.embedded.FdbError} is every error.
 *   <li><b>One attempt.</b> {@code Attempt} from the first call to the commit or the retry, over {@code AttemptState},
 *       whose lock is the attempt's: {@code AttemptReads}, {@code WriteBuffer}, {@code OwnWatches}, {@code AttemptCommit},
 *       {@code TransactionSettings}; {@code HandOver} tells its outcomes.
 *   <li><b>Own writes.</b> {@code WriteMap} holds them as segments of the key space in a {@code PersistentMap}, {@code
 *       OperationStack} what waits on one key, {@code AtomicArithmetic} what the operations do to bytes, {@code
 *       Versionstamps} where stamps go.
 *   <li><b>Reading.</b> {@code LazySnapshot} takes the read version, {@code ReadView} lays own writes over it. {@code
 *       RangeQuery} cuts a range into chunks after {@code RangeLimits}, {@code RangeReader} and {@code MergedWalk} read
 *       one, {@code ForwardSelectorRead} and {@code BackwardSelectorRead} those whose selectors count, over {@code
 *       KnownSegments}. {@code ReadConflict} and {@code ReadSet} note what the transaction then depends on.
 *   <li><b>Committing.</b> {@code CommitLoop} is the one place where transactions meet: {@code ConflictWindow} checks them,
 *       {@code BatchOverlay} makes one batch of them, {@code ReadVersions} publishes it, {@code Watches} fire. {@code
 *       CommitFuture} lets a thread that waits for a commit do it.
 *   <li><b>Storing.</b> {@link io.recordstore.fdb.embedded.Storage} is snapshots and atomic batches, nothing else: {@link
 *       io.recordstore.fdb.embedded.RocksStorage} and {@link io.recordstore.fdb.embedded.MemoryStorage}. {@code
 *       DirectoryLock} keeps a directory to one opener, {@code SnapshotHandle} shares a snapshot among transactions.
 *   <li><b>Without libfdb_c.</b> {@code NativeFreeFdb} and {@link io.recordstore.fdb.embedded.EmbeddedFdbException}.
 * </ul>
 *
 * <p>Rules that hold everywhere: a lock is never held over the storage, a sync or a future; no user code runs in the
 * commit loop; arrays of callers are copied on their way in and out; time, executors and storage come through the
 * constructor. A rule of FoundationDB's that looks odd here has a program among the replayed ones that needs it: change
 * such a line only with {@code ConformanceTest} at hand.
 */
package io.recordstore.fdb.embedded;
