package io.recordstore.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.v1.DeleteRecordSpaceRequest;
import java.net.URL;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** How long it takes until a RecordSpace has its first record, on a machine that does nothing else: in the profile disposable-speed. */
@QuarkusTest
class DisposableSpeed {
    private static final int WARM = 500;
    private static final int MEASURED = 500;
    private static final double BOUND_MILLIS = 20;

    @TestHTTPResource("/")
    URL server;

    @Test
    void creatingOneApplyingASchemaAndTheFirstPutTakeLessThan20Milliseconds() {
        long[] nanos = new long[MEASURED];
        try (ServiceClient client = new ServiceClient(server.getPort(), TestTokens.admin("speed"))) {
            for (int i = -WARM; i < MEASURED; i++) {
                long begin = System.nanoTime();
                String space = client.createCities(ServiceClient.index("City", "country"));
                client.put(space, ServiceClient.city(1, "Ghent", "BE", 231_493));
                nanos[Math.max(i, 0)] = System.nanoTime() - begin;
                client.spaces()
                        .deleteRecordSpace(DeleteRecordSpaceRequest.newBuilder()
                                .setRecordSpace(space)
                                .build());
            }
        }
        Arrays.sort(nanos);
        double median = nanos[MEASURED / 2] / 1e6;
        System.out.printf(
                "DisposableSpeed: median %.2f ms, 95 of 100 within %.2f ms%n",
                median, nanos[MEASURED * 95 / 100] / 1e6);

        assertThat(median).isLessThan(BOUND_MILLIS);
    }
}
