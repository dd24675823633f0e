package io.recordstore.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.v1.InspectRequest;
import io.recordstore.v1.InspectResponse;
import io.recordstore.v1.PutRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the port refuses of a connection, and that it goes on afterwards. */
@QuarkusTest
class TransportTest {
    private static final int MAX_MESSAGE = 12_582_912;
    private static final String TOO_LARGE = "the message is larger than the 12582912 bytes that this server takes";

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("acme"));
    }

    @AfterEach
    void itStillAnswers() {
        InspectResponse answer = client.tokens().inspect(InspectRequest.getDefaultInstance());
        assertThat(answer.getToken().getTenant()).isEqualTo("acme");
        client.close();
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedWithTheLimit() {
        PutRequest request = PutRequest.newBuilder()
                .setRecordSpace("dev/a")
                .setProtobuf(ByteString.copyFrom(new byte[MAX_MESSAGE]))
                .build();

        StatusRuntimeException refusal = refusalOf(() -> client.records().put(request));

        assertThat(refusal.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(refusal.getStatus().getDescription()).startsWith(TOO_LARGE);
    }

    @Test
    void aMessageThatIsTooLargeAndNobodysIsRefusedTheSameWay() {
        try (ServiceClient stranger = new ServiceClient(server.getPort(), null)) {
            StatusRuntimeException refusal = refusalOf(() -> stranger.records()
                    .put(PutRequest.newBuilder()
                            .setProtobuf(ByteString.copyFrom(new byte[MAX_MESSAGE]))
                            .build()));

            assertThat(refusal.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        }
    }

    /** A few kilobytes that would be a gigabyte. */
    @Test
    void aCompressedMessageIsRefusedUnread() {
        PutRequest bomb = PutRequest.newBuilder()
                .setRecordSpace("dev/a")
                .setProtobuf(ByteString.copyFrom(new byte[1 << 20]))
                .build();

        StatusRuntimeException refusal =
                refusalOf(() -> client.records().withCompression("gzip").put(bomb));

        assertThat(refusal.getStatus().getCode()).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(refusal.getStatus().getDescription()).contains("without compression");
    }

    @Test
    void headersThatAreTooLargeAreRefused() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-large", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(100_000));

        StatusRuntimeException refusal = refusalOf(() -> client.tokens()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .inspect(InspectRequest.getDefaultInstance()));

        assertThat(refusal.getStatus().getCode()).isNotEqualTo(Code.OK);
    }

    @Test
    void aPageOfAnotherOriginIsToldNothing() throws IOException, InterruptedException {
        HttpRequest preflight = HttpRequest.newBuilder(URI.create(server + "recordstore.v1.RecordService/Get"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", "https://elsewhere.example")
                .header("Access-Control-Request-Method", "POST")
                .build();

        HttpResponse<Void> answer = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(preflight, HttpResponse.BodyHandlers.discarding());

        assertThat(answer.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase().startsWith("access-control-"));
    }

    @Test
    void theApiIsNotShownToWhoeverConnects() {
        for (String reflection : new String[] {"grpc.reflection.v1", "grpc.reflection.v1alpha"}) {
            assertThat(Reflection.code(client.channel(), reflection)).isEqualTo(Code.UNIMPLEMENTED);
        }
    }

    private static StatusRuntimeException refusalOf(ThrowingCallable call) {
        StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refusal).as("the call was to fail").isNotNull();
        return refusal;
    }
}
