package io.recordstore.bench.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.recordstore.bench.load.Processes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * etcd over gRPC, one node, as it syncs by default. The messages are written by field number, as etcd's {@code rpc.proto}
 * and {@code kv.proto} have them.
 */
public final class EtcdPeer implements Peer {
    private static final MethodDescriptor<UnknownFieldSet, UnknownFieldSet> RANGE =
            UntypedCalls.method("etcdserverpb.KV/Range");
    private static final MethodDescriptor<UnknownFieldSet, UnknownFieldSet> PUT =
            UntypedCalls.method("etcdserverpb.KV/Put");
    private static final MethodDescriptor<UnknownFieldSet, UnknownFieldSet> TXN =
            UntypedCalls.method("etcdserverpb.KV/Txn");

    /** Field numbers of RangeRequest and PutRequest. */
    private static final int KEY = 1;

    private static final int VALUE = 2;

    /** Of RangeResponse: the key-values; of KeyValue: the revision that last wrote it. */
    private static final int KVS = 2;

    private static final int MOD_REVISION = 3;

    /** Of TxnRequest and RequestOp; of Compare, whose result EQUAL is 0 and whose target MOD is 2. */
    private static final int COMPARE = 1;

    private static final int SUCCESS = 2;
    private static final int REQUEST_PUT = 2;
    private static final int COMPARE_TARGET = 2;
    private static final int COMPARE_KEY = 3;
    private static final int COMPARE_MOD_REVISION = 6;
    private static final int TARGET_MOD = 2;

    /** Of TxnResponse. */
    private static final int SUCCEEDED = 2;

    /** Fewer than the 128 that a transaction may have. */
    private static final int LOADED_AT_ONCE = 100;

    private static final long QUOTA_BYTES = 8L << 30;

    private final Server server;
    private Channels channels;

    public EtcdPeer(Path directory) {
        int port = Server.freePort();
        String client = "http://127.0.0.1:" + port;
        String peer = "http://127.0.0.1:" + Server.freePort();
        server = new Server(
                directory,
                port,
                List.of(
                        "etcd",
                        "--data-dir=" + directory.resolve("data"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer,
                        "--quota-backend-bytes=" + QUOTA_BYTES));
        start();
    }

    private void start() {
        server.start();
        channels = new Channels(server.port());
    }

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public Processes processes() {
        return server.processes();
    }

    @Override
    public Session session(int client) {
        return new Calls(channels.of(client));
    }

    @Override
    public void restartAfterKill() {
        channels.close();
        server.kill();
        start();
    }

    @Override
    public void close() {
        channels.close();
        server.close();
    }

    private record Calls(Channel channel) implements Session {
        @Override
        public void put(YcsbRecord row) {
            call(PUT, put(row.key(), row));
        }

        @Override
        public void load(Iterable<YcsbRecord> rows) {
            UnknownFieldSet.Builder batch = message();
            int puts = 0;
            for (YcsbRecord row : rows) {
                batch.mergeField(SUCCESS, bytes(operation(put(row.key(), row)).toByteString()));
                if (++puts % LOADED_AT_ONCE == 0) {
                    call(TXN, batch.build());
                    batch = message();
                }
            }
            call(TXN, batch.build());
        }

        @Override
        public void get(long key) {
            read(key);
        }

        private UnknownFieldSet read(long key) {
            UnknownFieldSet found =
                    call(RANGE, message().mergeField(KEY, bytes(key(key))).build());
            if (!found.hasField(KVS)) {
                throw new IllegalStateException("there is no record " + key);
            }
            return message(found.getField(KVS));
        }

        @Override
        public void readModifyWrite(long key) {
            for (long attempt = 0; ; attempt++) {
                long revision = read(key).getField(MOD_REVISION).getVarintList().get(0);
                UnknownFieldSet compare = message()
                        .mergeField(COMPARE_TARGET, number(TARGET_MOD))
                        .mergeField(COMPARE_KEY, bytes(key(key)))
                        .mergeField(COMPARE_MOD_REVISION, number(revision))
                        .build();
                UnknownFieldSet put = operation(put(key, YcsbRecord.of(key, attempt)));
                UnknownFieldSet answer = call(
                        TXN,
                        message()
                                .mergeField(COMPARE, bytes(compare.toByteString()))
                                .mergeField(SUCCESS, bytes(put.toByteString()))
                                .build());
                if (answer.hasField(SUCCEEDED)) {
                    return;
                }
            }
        }

        private UnknownFieldSet call(
                MethodDescriptor<UnknownFieldSet, UnknownFieldSet> method, UnknownFieldSet request) {
            return UntypedCalls.call(channel, method, request);
        }

        private static UnknownFieldSet operation(UnknownFieldSet put) {
            return message().mergeField(REQUEST_PUT, bytes(put.toByteString())).build();
        }

        private static UnknownFieldSet put(long key, YcsbRecord row) {
            return message()
                    .mergeField(KEY, bytes(key(key)))
                    .mergeField(VALUE, bytes(ByteString.copyFromUtf8(row.json())))
                    .build();
        }

        private static ByteString key(long key) {
            return ByteString.copyFrom(
                    ByteBuffer.allocate(Long.BYTES).putLong(key).flip());
        }

        private static UnknownFieldSet.Builder message() {
            return UnknownFieldSet.newBuilder();
        }

        private static UnknownFieldSet message(Field field) {
            try {
                return UnknownFieldSet.parseFrom(field.getLengthDelimitedList().get(0));
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Field bytes(ByteString value) {
            return Field.newBuilder().addLengthDelimited(value).build();
        }

        private static Field number(long value) {
            return Field.newBuilder().addVarint(value).build();
        }
    }
}
