package io.recordstore.query;

import static io.recordstore.grpc.ServiceClient.field;
import static io.recordstore.grpc.ServiceClient.filter;
import static io.recordstore.grpc.ServiceClient.number;
import static io.recordstore.grpc.ServiceClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.AggregateFunction;
import io.recordstore.v1.AggregateGroup;
import io.recordstore.v1.AggregateRequest;
import io.recordstore.v1.AggregateResponse;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.GetRankRequest;
import io.recordstore.v1.GetValueAtRankRequest;
import io.recordstore.v1.LeaderboardWindow;
import io.recordstore.v1.ProtoFile;
import io.recordstore.v1.PutRequest;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Places in the windows of a leaderboard, and the bits of a bitmap, at the gRPC port. */
@QuarkusTest
class LeaderboardTest {
    private static final String PROTO =
            """
            syntax = "proto3";
            import "recordstore/v1/options.proto";
            message Game {
              option (recordstore.v1.record) = {
                primary_key: "id"
                indexes: [
                  { name: "best", kind: INDEX_KIND_TIME_WINDOW_LEADERBOARD,
                    fields: [{ path: "score" }, { path: "day" }], group_by: [{ path: "team" }],
                    leaderboard: { high_score_first: true, all_time: true,
                                   windows: [{ type: 1, base_time: 0, interval: 7, duration: 7, count: 3 }] } },
                  { name: "seats", kind: INDEX_KIND_BITMAP_VALUE, unique: true,
                    fields: [{ path: "id" }], group_by: [{ path: "team" }] }
                ]
              };
              int64 id = 1;
              string team = 2;
              int64 score = 3;
              int64 day = 4;
            }
            """;

    @TestHTTPResource("/")
    URL server;

    private ServiceClient client;
    private String space;

    @BeforeEach
    void load() {
        client = new ServiceClient(server.getPort(), TestTokens.admin("leaderboards"));
        space = client.createSpace();
        client.schemas()
                .applySchema(ApplySchemaRequest.newBuilder()
                        .setRecordSpace(space)
                        .addProtoFiles(
                                ProtoFile.newBuilder().setPath("game.proto").setContent(PROTO))
                        .build());
        put(1, "red", 10, 1);
        put(2, "red", 30, 8);
        put(3, "red", 20, 2);
        put(4, "blue", 99, 1);
        put(20_003, "red", 5, 9);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private void put(long id, String team, long score, long day) {
        client.records()
                .put(PutRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("Game")
                        .setJson(Struct.newBuilder()
                                .putFields("id", json(id))
                                .putFields(
                                        "team",
                                        Value.newBuilder().setStringValue(team).build())
                                .putFields("score", json(score))
                                .putFields("day", json(day)))
                        .build());
    }

    private static Value json(long number) {
        return Value.newBuilder().setNumberValue(number).build();
    }

    @Test
    void aScoreHasAPlaceInEachWindowAndAPlaceAScore() {
        assertThat(rank("red", 0, 0, 30)).isZero();
        assertThat(rank("red", 0, 0, 20)).isEqualTo(1);
        assertThat(rank("red", 0, 0, 10)).isEqualTo(2);
        assertThat(rank("red", 1, 3, 20)).isZero();
        assertThat(rank("red", 1, 3, 10)).isEqualTo(1);
        assertThat(rank("red", 1, 10, 5)).isEqualTo(1);
        assertThat(score("red", 0, 0, 1)).isEqualTo(20);
        assertThat(score("red", 1, 6, 0)).isEqualTo(20);
        assertThat(score("red", 1, 7, 0)).isEqualTo(30);
        assertThat(score("blue", 1, 0, 0)).isEqualTo(99);
    }

    @Test
    void whereThereIsNoWindowOrNoPlaceThatIsSaid() {
        fails(Code.NOT_FOUND, "window", () -> rank("red", 1, 21, 10));
        fails(Code.NOT_FOUND, "window", () -> rank("red", 2, 0, 10));
        fails(Code.NOT_FOUND, "not so many values", () -> score("red", 1, 14, 0));
        fails(Code.FAILED_PRECONDITION, "TIME_WINDOW_LEADERBOARD", () -> client.records()
                .getRank(request("red", 1, 0).setPath("day").build()));
    }

    private static void fails(Code code, String says, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, error -> {
            assertThat(error.getStatus().getCode()).isEqualTo(code);
            assertThat(error.getStatus().getDescription()).contains(says);
        });
    }

    private GetRankRequest.Builder request(String team, int type, long day) {
        return GetRankRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("Game")
                .setPath("score")
                .setValue(number(10))
                .setFilter(filter(field("team").setEquals(text(team))))
                .setWindow(LeaderboardWindow.newBuilder().setType(type).setTime(day));
    }

    private long rank(String team, int type, long day, long score) {
        return client.records()
                .getRank(request(team, type, day).setValue(number(score)).build())
                .getRank();
    }

    private long score(String team, int type, long day, long rank) {
        return client.records()
                .getValueAtRank(GetValueAtRankRequest.newBuilder()
                        .setRecordSpace(space)
                        .setRecordType("Game")
                        .setPath("score")
                        .setFilter(filter(field("team").setEquals(text(team))))
                        .setWindow(LeaderboardWindow.newBuilder().setType(type).setTime(day))
                        .setRank(rank)
                        .build())
                .getValue()
                .getInt64Value();
    }

    @Test
    void aBitmapHasTheBitsOfEachGroupBlockByBlock() {
        AggregateRequest.Builder request = AggregateRequest.newBuilder()
                .setRecordSpace(space)
                .setRecordType("Game")
                .setFunction(AggregateFunction.AGGREGATE_FUNCTION_BITMAP)
                .setPath("id")
                .addGroupBy("team")
                .setPageSize(2);
        AggregateResponse first = client.records().aggregate(request.build());
        AggregateResponse second = client.records()
                .aggregate(request.setPageToken(first.getNextPageToken()).build());

        assertThat(first.getGroupsList()).extracting(LeaderboardTest::bits).containsExactly("blue 4", "red 1 2 3");
        assertThat(second.getGroupsList()).extracting(LeaderboardTest::bits).containsExactly("red 20003");
        assertThat(second.getNextPageToken()).isEmpty();
    }

    private static String bits(AggregateGroup group) {
        List<Byte> bytes = new ArrayList<>();
        group.getValue().getBytesValue().forEach(bytes::add);
        StringBuilder bits = new StringBuilder(group.getGroup(0).getStringValue());
        for (int bit = 0; bit < bytes.size() * Byte.SIZE; bit++) {
            if ((bytes.get(bit / Byte.SIZE) >> bit % Byte.SIZE & 1) == 1) {
                bits.append(' ').append(group.getPosition() + bit);
            }
        }
        return bits.toString();
    }
}
