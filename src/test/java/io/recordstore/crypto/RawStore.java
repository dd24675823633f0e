package io.recordstore.crypto;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.KeyValue;
import com.apple.foundationdb.Range;
import com.apple.foundationdb.subspace.Subspace;
import com.apple.foundationdb.tuple.Tuple;
import com.google.protobuf.InvalidProtocolBufferException;
import io.recordstore.storage.v1.CatalogEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** The keys and values of a server's store, as LAYOUT.md draws them. */
public final class RawStore {
    private final Database database;
    private final Subspace root;

    /** The store of the application that runs. */
    public RawStore(Database database) {
        this.database = database;
        this.root =
                new Subspace(Tuple.from(ConfigProvider.getConfig().getValue("recordstore.store.root", String.class)));
    }

    /** Every key and value. */
    public List<KeyValue> everything() {
        return database.read(transaction ->
                transaction.getRange(Range.startsWith(root.pack())).asList().join());
    }

    CatalogEntry entry(String tenant, String space) {
        byte[] value = database.read(
                transaction -> transaction.get(catalogKey(tenant, space)).join());
        try {
            return value == null ? null : CatalogEntry.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    byte[] catalogKey(String tenant, String space) {
        return root.pack(Tuple.from(tenantNumber(tenant), 0, space));
    }

    private long tenantNumber(String tenant) {
        byte[] value = database.read(transaction ->
                transaction.get(root.pack(Tuple.from(0, 1, tenant))).join());
        return Tuple.fromBytes(value).getLong(0);
    }

    /** Where everything of a RecordSpace lies, but for its catalog entry. */
    public Subspace incarnation(String tenant, String space) {
        return root.get(Tuple.from(tenantNumber(tenant), 2, entry(tenant, space).getIncarnation()));
    }

    /** Where the records of a RecordSpace lie. */
    Subspace records(String tenant, String space) {
        return incarnation(tenant, space).get(Tuple.from(0, 1));
    }

    /** The key of a record that is not split. */
    byte[] recordKey(String tenant, String space, long type, long id) {
        return records(tenant, space).pack(Tuple.from(type, id, 0));
    }

    byte[] get(byte[] key) {
        return database.read(transaction -> transaction.get(key).join());
    }

    void set(byte[] key, byte[] value) {
        database.run(transaction -> {
            transaction.set(key, value);
            return null;
        });
    }

    public List<KeyValue> range(Subspace subspace) {
        return database.read(
                transaction -> transaction.getRange(subspace.range()).asList().join());
    }

    public static boolean holds(List<KeyValue> stored, String text) {
        return holds(stored, text.getBytes(StandardCharsets.UTF_8));
    }

    public static boolean holds(List<KeyValue> stored, byte[] plaintext) {
        return stored.stream()
                .anyMatch(entry -> contains(entry.getKey(), plaintext) || contains(entry.getValue(), plaintext));
    }

    public static boolean contains(byte[] bytes, byte[] part) {
        String haystack = new String(bytes, StandardCharsets.ISO_8859_1);
        return haystack.contains(new String(part, StandardCharsets.ISO_8859_1));
    }
}
