package io.recordstore.bench.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.MetadataUtils;
import io.recordstore.auth.Operation;
import io.recordstore.auth.TokenGrant;
import io.recordstore.auth.TokenMinter;
import io.recordstore.bench.load.Processes;
import io.recordstore.demo.v1.CityProto;
import io.recordstore.name.TenantName;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.IndexDefinition;
import io.recordstore.v1.IndexField;
import io.recordstore.v1.ProtoFile;
import io.recordstore.v1.RecordSpaceServiceGrpc;
import io.recordstore.v1.RecordType;
import io.recordstore.v1.SchemaServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The packaged record-store in JVM mode on its embedded engine: each commit synced, TLS off, tokens checked, records sealed.
 */
public final class RecordStorePeer implements Peer {
    static final String SPACE = "bench/ycsb";

    private static final MethodDescriptor<UnknownFieldSet, UnknownFieldSet> HEALTH_CHECK =
            UntypedCalls.method("grpc.health.v1.Health/Check");

    private static final Path SCRIPT = Path.of("bin/record-store");
    private static final int KEY_ID = 1;
    private static final int KEY_BYTES = 32;
    private static final int CREATORS = 16;
    private static final Duration TOKEN_LIFE = Duration.ofDays(1);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private static final String SCHEMA =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Row {
              int64 id = 1 [(recordstore.v1.field).primary_key = true];
              int64 place = 2 [(recordstore.v1.field).indexed = true];
              string field0 = 3;
              string field1 = 4;
              string field2 = 5;
              string field3 = 6;
              string field4 = 7;
              string field5 = 8;
              string field6 = 9;
              string field7 = 10;
              string field8 = 11;
              string field9 = 12;
            }
            """;

    private final Server server;
    private final Metadata headers = new Metadata();
    private final double secondsToFirstAnswer;
    private Channels channels;

    /**
     * @param directory of its own
     * @param javaOptions of its JVM, beside those of the script that starts it
     */
    public RecordStorePeer(Path directory, List<String> javaOptions) {
        TokenMinter minter = TokenMinter.of(KEY_ID, TokenMinter.newPrivateKey());
        headers.put(
                AUTHORIZATION,
                "Bearer "
                        + minter.mint(TokenGrant.to(new TenantName("bench"))
                                .expiringAt(Instant.now().plus(TOKEN_LIFE))
                                .rights("*", Operation.values())));
        int port = Server.freePort();
        List<String> options = new ArrayList<>(javaOptions);
        options.addAll(List.of(
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Drecordstore.fdb.embedded.directory=" + directory.resolve("store"),
                "-Drecordstore.tokens.root-public-keys." + KEY_ID + "=" + minter.publicKey(),
                "-Drecordstore.encryption.key-files.bench=" + keyFile(directory)));
        server = new Server(
                directory,
                port,
                List.of(
                        "env",
                        "JAVA_OPTS=" + String.join(" ", options),
                        SCRIPT.toAbsolutePath().toString()));
        long begin = System.nanoTime();
        start();
        createSpace(SPACE);
        secondsToFirstAnswer = (System.nanoTime() - begin) / 1e9;
        apply(schema(SPACE));
    }

    /**
     * An archive of the classes that a start and a first call load, as the image for the JVM has one.
     *
     * @param directory of its own; it is deleted when the benchmark ends
     */
    public static Path archiveOfClasses(Path directory) {
        Path archive = directory.resolve("record-store.jsa");
        RecordStorePeer trained = new RecordStorePeer(directory, List.of("-XX:ArchiveClassesAtExit=" + archive));
        trained.channels.close();
        trained.server.stop();
        return archive;
    }

    private static Path keyFile(Path directory) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try {
            return Files.writeString(
                    directory.resolve("key"), Base64.getEncoder().encodeToString(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start() {
        server.start();
        channels = new Channels(server.port());
    }

    private void createSpace(String space) {
        RecordSpaceServiceGrpc.newBlockingStub(channel(0))
                .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(space)
                        .build());
    }

    private void apply(ApplySchemaRequest schema) {
        SchemaServiceGrpc.newBlockingStub(channel(0)).applySchema(schema);
    }

    /** Makes so many more RecordSpaces, each with its schema and nothing in it. */
    public void createSpaces(int count) throws Exception {
        List<Callable<Void>> calls = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            String space = "bench/space-" + number;
            calls.add(() -> {
                createSpace(space);
                apply(schema(space));
                return null;
            });
        }
        ExecutorService clients = Executors.newFixedThreadPool(CREATORS);
        try {
            for (Future<Void> call : clients.invokeAll(calls)) {
                call.get();
            }
        } finally {
            clients.shutdown();
        }
    }

    private static ApplySchemaRequest schema(String space) {
        return ApplySchemaRequest.newBuilder()
                .setRecordSpace(space)
                .addProtoFiles(ProtoFile.newBuilder().setPath("ycsb.proto").setContent(SCHEMA))
                .build();
    }

    /** From the start of the process to the answer to its first call, which its token allowed and which is durable. */
    public double secondsToFirstAnswer() {
        return secondsToFirstAnswer;
    }

    /** A connection that sends the token with each call. */
    Channel channel(int client) {
        return ClientInterceptors.intercept(channels.of(client), MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Override
    public String name() {
        return "record-store";
    }

    @Override
    public Processes processes() {
        return server.processes();
    }

    @Override
    public Session session(int client) {
        return new RecordStoreSession(channel(client));
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

    /**
     * Puts cities into a new RecordSpace with indexes by name, by country and by population.
     *
     * @return how many seconds it took
     */
    public double bulkPutCities(List<ByteString> cities) {
        String space = "bench/cities-" + UUID.randomUUID();
        createSpace(space);
        apply(ApplySchemaRequest.newBuilder()
                .setRecordSpace(space)
                .setDescriptorSet(FileDescriptorSet.newBuilder()
                        .addFile(CityProto.getDescriptor().toProto()))
                .addRecordTypes(RecordType.newBuilder().setName("City").addPrimaryKey("id"))
                .addIndexes(cityIndex("name"))
                .addIndexes(cityIndex("country"))
                .addIndexes(cityIndex("population"))
                .build());
        long begin = System.nanoTime();
        new BulkPut(channel(0), space, "City").send(cities);
        return (System.nanoTime() - begin) / 1e9;
    }

    private static IndexDefinition.Builder cityIndex(String path) {
        return IndexDefinition.newBuilder()
                .setName("by_" + path)
                .setRecordType("City")
                .addFields(IndexField.newBuilder().setPath(path));
    }

    /** The floor of any read: the standard health check, by the same server, without token, store or record. */
    public Peer emptyCalls() {
        return new EmptyCalls(this);
    }

    private record EmptyCalls(RecordStorePeer server) implements Peer {
        @Override
        public String name() {
            return "empty RPC";
        }

        @Override
        public Processes processes() {
            return server.processes();
        }

        @Override
        public Session session(int client) {
            Channel channel = server.channels.of(client);
            return new Session() {
                @Override
                public void get(long key) {
                    UntypedCalls.call(channel, HEALTH_CHECK, UnknownFieldSet.getDefaultInstance());
                }
            };
        }

        @Override
        public void close() {
            // The server is another peer's.
        }
    }
}
