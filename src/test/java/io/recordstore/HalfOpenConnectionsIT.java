package io.recordstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.recordstore.auth.TestTokens;
import io.recordstore.graphql.SocketClient;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.BulkPutRequest;
import io.recordstore.v1.BulkPutResponse;
import io.recordstore.v1.InspectRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand connections whose clients begin something and never finish it, though they send a byte now and then, which
 * keeps the transport's idle timeout, of ten minutes, from ending them.
 */
class HalfOpenConnectionsIT {
    private static final int CONNECTIONS = 1_000;
    private static final long DRIP_MILLIS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TIMEOUT = "3s";

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final String PROBE = "/q/health/live";

    /** What is sent at once, and what again and again. */
    private enum Kind {
        NOTHING(new byte[0], new byte[0]),
        REQUEST_LINE(ascii("POST /gra"), ascii("p")),
        HEAD(ascii("POST /graphql HTTP/1.1\r\nX-Header: "), ascii("a")),
        BODY(
                ascii("POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                        + TestTokens.admin(StressedServer.TENANT) + "\r\nContent-Length: 9999\r\n\r\n{"),
                ascii(" ")),
        PREFACE(ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), new byte[0]),
        PINGS(preface(), frame(PING, 0, 0, new byte[8])),
        HEADER_BLOCK(
                join(preface(), frame(HEADERS, 0, 1, join(new byte[] {0, 1, 'x', 0x7f, 100}, ascii("a")))),
                frame(CONTINUATION, 0, 1, ascii("a"))),
        GRPC_HEAD_ALONE(join(preface(), grpcHead()), frame(PING, 0, 0, new byte[8])),
        GRPC_MESSAGE(
                join(preface(), grpcHead(), frame(DATA, 0, 1, new byte[] {0, 0, 0, 100, 0, 10})),
                frame(DATA, 0, 1, ascii("a"))),
        SECOND_HEAD(ascii("GET " + PROBE + " HTTP/1.1\r\nHost: a\r\n\r\nGET /"), ascii("a")),
        SECOND_HEADER_BLOCK(
                join(preface(), probeHead(), frame(HEADERS, 0, 3, join(new byte[] {0, 1, 'x', 0x7f, 100}, ascii("a")))),
                frame(CONTINUATION, 0, 3, ascii("a"))),
        SECOND_FRAME(
                join(preface(), probeHead(), new byte[] {0, 0, 100, HEADERS, END_HEADERS, 0, 0, 0, 3}), ascii("a")),
        SILENT_AFTER_A_REQUEST(join(preface(), probeHead()), new byte[0]),
        PINGS_AFTER_A_REQUEST(join(preface(), probeHead()), frame(PING, 0, 0, new byte[8]));

        private final byte[] beginning;
        private final byte[] drip;

        Kind(byte[] beginning, byte[] drip) {
            this.beginning = beginning;
            this.drip = drip;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] preface() {
        return join(ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame(SETTINGS, 0, 0, new byte[0]));
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        byte[] head = {0, 0, (byte) payload.length, (byte) type, (byte) flags, 0, 0, 0, (byte) stream};
        return join(head, payload);
    }

    /** By HPACK's static table: POST, http, and literals for the path, the authority and the type. */
    private static byte[] grpcHead() {
        byte[] path = ascii("/recordstore.v1.RecordService/Put");
        byte[] type = ascii("application/grpc");
        return frame(
                HEADERS,
                END_HEADERS,
                1,
                join(
                        new byte[] {(byte) 0x83, (byte) 0x86, 0x04, (byte) path.length},
                        path,
                        new byte[] {0x01, 1, 'a', 0x0f, 0x10, (byte) type.length},
                        type));
    }

    /** By the same table: GET, and no body. */
    private static byte[] probeHead() {
        byte[] path = ascii(PROBE);
        return frame(
                HEADERS,
                END_HEADERS | END_STREAM,
                1,
                join(new byte[] {(byte) 0x82, (byte) 0x86, 0x04, (byte) path.length}, path, new byte[] {0x01, 1, 'a'}));
    }

    private record HalfOpen(Kind kind, Socket socket, ByteArrayOutputStream answer) {
        static HalfOpen open(Kind kind, int port) throws IOException {
            Socket socket = new Socket("localhost", port);
            socket.setSoTimeout(1);
            socket.getOutputStream().write(kind.beginning);
            return new HalfOpen(kind, socket, new ByteArrayOutputStream());
        }

        /** Looks whether the server is still there, and sends a little more. */
        boolean isOpen() throws IOException {
            try {
                byte[] bytes = new byte[4096];
                for (int read = socket.getInputStream().read(bytes); read >= 0; ) {
                    answer.write(bytes, 0, read);
                    read = socket.getInputStream().read(bytes);
                }
            } catch (SocketTimeoutException nothingMore) {
                return drip();
            } catch (IOException reset) {
                // as closed as it can be
            }
            socket.close();
            return false;
        }

        private boolean drip() throws IOException {
            try {
                socket.getOutputStream().write(kind.drip);
                return true;
            } catch (IOException closed) {
                socket.close();
                return false;
            }
        }

        boolean wasTold(String status) {
            return answer.toString(StandardCharsets.US_ASCII).contains("HTTP/1.1 " + status);
        }
    }

    @TempDir
    Path directory;

    @Test
    void theyAreReclaimedThoughTheyDripAndClientsInGoodOrderAreServed() throws Exception {
        try (StressedServer server = StressedServer.start(
                directory,
                "recordstore.transport.first-request-timeout=" + TIMEOUT,
                "recordstore.transport.unused-timeout=" + TIMEOUT,
                "recordstore.admission.message-timeout=" + TIMEOUT)) {
            String space = server.client().createCities();
            CompletableFuture<BulkPutResponse> written = new CompletableFuture<>();
            StreamObserver<BulkPutRequest> upload =
                    server.client().recordStreams().bulkPut(observe(written));
            upload.onNext(bulk(space, 1));
            SocketClient webSocket =
                    SocketClient.acknowledged(server.port(), "/graphql", TestTokens.admin(StressedServer.TENANT));
            List<HalfOpen> halfOpen = new ArrayList<>();
            List<HalfOpen> closed = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                halfOpen.add(HalfOpen.open(Kind.values()[i % Kind.values().length], server.port()));
            }

            long begin = System.nanoTime();
            while (!halfOpen.isEmpty()) {
                assertThat(server.client()
                                .tokens()
                                .inspect(InspectRequest.getDefaultInstance())
                                .hasToken())
                        .isTrue();
                List<HalfOpen> left = new ArrayList<>();
                for (HalfOpen connection : halfOpen) {
                    (connection.isOpen() ? left : closed).add(connection);
                }
                halfOpen = left;
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .as(
                                "%s",
                                halfOpen.stream().map(HalfOpen::kind).distinct().toList())
                        .isLessThan(PATIENCE);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(DRIP_MILLIS));
            }
            System.out.printf(
                    "HalfOpenConnectionsIT: %d dripping connections reclaimed after %d ms, with timeouts of %s%n",
                    CONNECTIONS, Duration.ofNanos(System.nanoTime() - begin).toMillis(), TIMEOUT);

            assertThat(closed)
                    .as("a reset may come before the answer, but not to all")
                    .anyMatch(each -> each.kind() == Kind.BODY && each.wasTold("408"));
            upload.onNext(bulk(space, 2));
            upload.onCompleted();
            assertThat(written.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).getWrittenCount())
                    .as("a stream whose messages are far apart goes on")
                    .isEqualTo(2);
            webSocket.subscribe("1", "{ token { tenant } }");
            assertThat(webSocket.data("1").encode())
                    .as("so does a WebSocket on which nothing is said")
                    .contains(StressedServer.TENANT);
            webSocket.close();
            StressedServer.await(
                    () -> server.scraped("recordstore_admission_bytes") == 0, "what requests held is given back");
            server.assertThatItHadMemory();
        }
    }

    /** Which is begun and not ended after one that was answered; whoever says nothing but pings is in good order meanwhile. */
    @Test
    void aSecondHeadMayTakeAsLongAsTheFirst() throws Exception {
        try (StressedServer server = StressedServer.start(
                directory,
                "recordstore.transport.first-request-timeout=" + TIMEOUT,
                "recordstore.transport.unused-timeout=1h")) {
            HalfOpen pinging = HalfOpen.open(Kind.PINGS_AFTER_A_REQUEST, server.port());
            HalfOpen silent = HalfOpen.open(Kind.SILENT_AFTER_A_REQUEST, server.port());
            for (Kind kind : List.of(Kind.SECOND_HEAD, Kind.SECOND_HEADER_BLOCK, Kind.SECOND_FRAME)) {
                HalfOpen trickling = HalfOpen.open(kind, server.port());
                long begin = System.nanoTime();
                while (trickling.isOpen()) {
                    assertThat(pinging.isOpen()).as("the one that pings").isTrue();
                    assertThat(silent.isOpen()).as("the one that is silent").isTrue();
                    assertThat(Duration.ofNanos(System.nanoTime() - begin))
                            .as("%s", kind)
                            .isLessThan(PATIENCE);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(DRIP_MILLIS));
                }
            }
        }
    }

    private static BulkPutRequest bulk(String space, long id) {
        return BulkPutRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("City")
                .setProtobuf(ServiceClient.city(id, "Ghent", "BE", id).toByteString())
                .build();
    }

    private static StreamObserver<BulkPutResponse> observe(CompletableFuture<BulkPutResponse> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(BulkPutResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable error) {
                answer.completeExceptionally((StatusRuntimeException) error);
            }

            @Override
            public void onCompleted() {}
        };
    }
}
