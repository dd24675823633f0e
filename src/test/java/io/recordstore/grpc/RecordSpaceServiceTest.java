package io.recordstore.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.v1.CreateRecordSpaceRequest;
import io.recordstore.v1.DeleteRecordSpaceRequest;
import io.recordstore.v1.GetRecordSpaceRequest;
import io.recordstore.v1.LabelChanges;
import io.recordstore.v1.ListRecordSpacesRequest;
import io.recordstore.v1.ListRecordSpacesResponse;
import io.recordstore.v1.RecordSpace;
import io.recordstore.v1.UpdateRecordSpaceRequest;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RecordSpaces at the gRPC port. */
@QuarkusTest
class RecordSpaceServiceTest {
    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;

    @BeforeEach
    void connect() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("spaces"));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void aRecordSpaceIsThereOnceItIsCreated() {
        RecordSpace created = client.spaces()
                .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                        .setRecordSpace("prod/users")
                        .putLabels("team", "identity")
                        .build())
                .getRecordSpace();

        assertThat(get("prod/users")).isEqualTo(created);
        assertThat(created.getTenant()).isEqualTo("spaces");
        assertThat(created.getLabelsMap()).containsEntry("team", "identity");
        assertThat(created.getSchemaVersion()).isZero();
        assertThat(created.hasCreateTime()).isTrue();
    }

    @Test
    void aNameIsTakenOnce() {
        String name = client.createSpace();

        Errors.of(() -> client.spaces()
                        .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                                .setRecordSpace(name)
                                .build()))
                .hasCode(Code.ALREADY_EXISTS)
                .hasReason("ALREADY_EXISTS")
                .says(name);
    }

    @Test
    void aDeletedRecordSpaceIsGoneAndItsNameIsFree() {
        String name = client.createCities();
        client.put(name, ServiceClient.city(1, "Ghent", "BE", 231_493));

        client.spaces()
                .deleteRecordSpace(DeleteRecordSpaceRequest.newBuilder()
                        .setRecordSpace(name)
                        .build());

        Errors.of(() -> get(name)).hasCode(Code.NOT_FOUND).says(name);
        client.spaces()
                .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(name)
                        .build());
        client.schemas().applySchema(ServiceClient.citySchema(name));
        assertThat(client.names(name, io.recordstore.v1.Query.newBuilder())).isEmpty();
    }

    @Test
    void aListPagesThroughAllNamesOfAPrefixInOrder() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            names.add("list/space-" + i);
            client.spaces()
                    .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                            .setRecordSpace("list/space-" + i)
                            .build());
        }

        List<String> listed = new ArrayList<>();
        String pageToken = "";
        do {
            ListRecordSpacesResponse page = client.spaces()
                    .listRecordSpaces(ListRecordSpacesRequest.newBuilder()
                            .setPrefix("list/")
                            .setPageSize(3)
                            .setPageToken(pageToken)
                            .build());
            assertThat(page.getRecordSpacesCount()).isBetween(1, 3);
            page.getRecordSpacesList().forEach(space -> listed.add(space.getRecordSpace()));
            pageToken = page.getNextPageToken();
        } while (!pageToken.isEmpty());

        assertThat(listed).isEqualTo(names);
    }

    @Test
    void aPageTokenOfAnotherListIsRefused() {
        Errors.of(() -> client.spaces()
                        .listRecordSpaces(ListRecordSpacesRequest.newBuilder()
                                .setPrefix("list/")
                                .setPageToken("b3RoZXIvc3BhY2U")
                                .build()))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("page_token");
    }

    @Test
    void aNameOutsideTheGrammarIsRefusedWithTheGrammar() {
        for (String name :
                List.of("", "Prod", "a/b/c/d/e", "a//b", "/a", "a/", "-a", "a-", "ü", "a b", "x".repeat(64))) {
            Errors.of(() -> client.spaces()
                            .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                                    .setRecordSpace(name)
                                    .build()))
                    .hasCode(Code.INVALID_ARGUMENT)
                    .namesField("record_space")
                    .says("1 to 4 segments", "prod/users");
        }
    }

    @Test
    void labelsAreChangedOneByOneWhateverOthersSayAtOnce() {
        client.spaces()
                .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                        .setRecordSpace("labels/changed")
                        .putAllLabels(Map.of("team", "shop", "tier", "1", "gone", "soon"))
                        .build());
        int owners = 12;

        CompletableFuture.allOf(IntStream.range(0, owners)
                        .mapToObj(i -> CompletableFuture.runAsync(() -> changeLabels(
                                "labels/changed",
                                LabelChanges.newBuilder()
                                        .putSet("owner-" + i, "" + i)
                                        .addRemove("gone")
                                        .addRemove("never"))))
                        .toArray(CompletableFuture[]::new))
                .join();
        Map<String, String> labels = changeLabels(
                "labels/changed",
                LabelChanges.newBuilder().putSet("tier", "2").addRemove("tier").addRemove("team"));

        Map<String, String> expected = new HashMap<>(Map.of("tier", "2"));
        IntStream.range(0, owners).forEach(i -> expected.put("owner-" + i, "" + i));
        assertThat(labels).isEqualTo(expected);
        LabelChanges.Builder many = LabelChanges.newBuilder();
        IntStream.range(0, 64 - owners).forEach(i -> many.putSet("more-" + i, ""));
        Errors.of(() -> changeLabels("labels/changed", many))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("labels");
        assertThat(changeLabels("labels/changed", LabelChanges.newBuilder())).isEqualTo(expected);
    }

    private Map<String, String> changeLabels(String name, LabelChanges.Builder changes) {
        return client.spaces()
                .updateRecordSpace(UpdateRecordSpaceRequest.newBuilder()
                        .setRecordSpace(name)
                        .setLabelChanges(changes)
                        .build())
                .getRecordSpace()
                .getLabelsMap();
    }

    @Test
    void labelsPastTheirLimitsAreRefused() {
        Errors.of(() -> client.spaces()
                        .createRecordSpace(CreateRecordSpaceRequest.newBuilder()
                                .setRecordSpace("labels/too-long")
                                .putLabels("team", "x".repeat(64))
                                .build()))
                .hasCode(Code.INVALID_ARGUMENT)
                .namesField("labels[team]");
    }

    private RecordSpace get(String name) {
        return client.spaces()
                .getRecordSpace(
                        GetRecordSpaceRequest.newBuilder().setRecordSpace(name).build())
                .getRecordSpace();
    }
}
