package io.recordstore.graphql.typed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.recordstore.v1.ApplySchemaRequest;
import io.recordstore.v1.ProtoFile;
import io.vertx.core.json.JsonObject;
import java.net.URL;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leaderboards with windows of time, and aggregates that are kept apart by several columns, in a typed API. */
@QuarkusTest
class LeaderboardApiTest {
    private static final String TENANT = "typed-leaderboards";

    /** Windows of a week each, counted in days; and numbers of games by team and day. */
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
                  { name: "games", kind: INDEX_KIND_COUNT, group_by: [{ path: "team" }, { path: "day" }] },
                  { name: "scores", kind: INDEX_KIND_SUM, fields: [{ path: "score" }],
                    group_by: [{ path: "team" }, { path: "day" }] }
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

    private TypedClient api;

    @BeforeEach
    void create() {
        try (ServiceClient grpc = new ServiceClient(server.getPort(), TestTokens.admin(TENANT))) {
            String space = grpc.createSpace();
            grpc.schemas()
                    .applySchema(ApplySchemaRequest.newBuilder()
                            .setRecordSpace(space)
                            .addProtoFiles(
                                    ProtoFile.newBuilder().setPath("game.proto").setContent(PROTO))
                            .build());
            api = new TypedClient(server.getPort(), TENANT, space, TestTokens.admin(TENANT));
        }
        api.data(
                """
                mutation {
                  a: putGame(game: {id: 1, team: "red", score: 10, day: 1}) { __typename }
                  b: putGame(game: {id: 2, team: "red", score: 30, day: 8}) { __typename }
                  c: putGame(game: {id: 3, team: "red", score: 20, day: 2}) { __typename }
                  d: putGame(game: {id: 4, team: "blue", score: 99, day: 1}) { __typename }
                  e: putGame(game: {id: 5, team: "red", score: 5, day: 1}) { __typename }
                }
                """);
    }

    @Test
    void aScoreHasAPlaceInEachWindow() {
        JsonObject red = api.data(
                        """
                        { gamesAggregate(where: {team: {eq: "red"}}) {
                            rank { allTime: score(value: 20, window: {type: 0, time: 0})
                                   firstWeek: score(value: 20, window: {type: 1, time: 3}) }
                            valueAtRank { allTime: score(rank: 0, window: {type: 0, time: 0})
                                          firstWeek: score(rank: 0, window: {type: 1, time: 3})
                                          secondWeek: score(rank: 0, window: {type: 1, time: 9}) } } }
                        """)
                .getJsonObject("gamesAggregate");
        assertThat(red.getJsonObject("rank")).isEqualTo(new JsonObject("{\"allTime\": \"1\", \"firstWeek\": \"0\"}"));
        assertThat(red.getJsonObject("valueAtRank"))
                .isEqualTo(new JsonObject("{\"allTime\": \"30\", \"firstWeek\": \"20\", \"secondWeek\": \"30\"}"));
    }

    @Test
    void aWindowThatIsNotKeptIsSaidSo() {
        JsonObject answer = api.send(
                "{ gamesAggregate(where: {team: {eq: \"red\"}}) { rank { score(value: 1, window: {type: 2, time: 0}) }"
                        + " } }",
                Map.of());
        assertThat(answer.getJsonArray("errors")
                        .getJsonObject(0)
                        .getJsonObject("extensions")
                        .getString("code"))
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void groupsAreKeptApartBySeveralColumns() {
        JsonObject groups = api.data(
                        """
                        { gamesAggregate {
                            countByGroup(groupBy: [TEAM, DAY], first: 3) {
                              groups { key { team day } value } pageInfo { hasNextPage endCursor } }
                            sumByGroup { score(groupBy: [TEAM, DAY]) { groups { key { team day } value } } } } }
                        """)
                .getJsonObject("gamesAggregate");
        JsonObject counts = groups.getJsonObject("countByGroup");
        assertThat(counts.getJsonArray("groups").encode())
                .isEqualTo("[{\"key\":{\"team\":\"blue\",\"day\":\"1\"},\"value\":\"1\"},"
                        + "{\"key\":{\"team\":\"red\",\"day\":\"1\"},\"value\":\"2\"},"
                        + "{\"key\":{\"team\":\"red\",\"day\":\"2\"},\"value\":\"1\"}]");
        assertThat(groups.getJsonObject("sumByGroup")
                        .getJsonObject("score")
                        .getJsonArray("groups")
                        .encode())
                .contains("{\"key\":{\"team\":\"red\",\"day\":\"1\"},\"value\":\"15\"}");
        JsonObject rest = api.data(
                        "query($after: String) { gamesAggregate { countByGroup(groupBy: [TEAM, DAY], after: $after) {"
                                + " groups { key { team day } value } pageInfo { hasNextPage } } } }",
                        Map.of("after", counts.getJsonObject("pageInfo").getString("endCursor")))
                .getJsonObject("gamesAggregate")
                .getJsonObject("countByGroup");
        assertThat(rest.encode())
                .isEqualTo("{\"groups\":[{\"key\":{\"team\":\"red\",\"day\":\"8\"},\"value\":\"1\"}],"
                        + "\"pageInfo\":{\"hasNextPage\":false}}");
        JsonObject one = api.data(
                        "{ gamesAggregate(where: {team: {eq: \"red\"}, day: {eq: 1}}) { count sum { score } } }")
                .getJsonObject("gamesAggregate");
        assertThat(one).isEqualTo(new JsonObject("{\"count\": \"2\", \"sum\": {\"score\": \"15\"}}"));
        JsonObject ofTeam = api.data(
                        "{ gamesAggregate(where: {team: {eq: \"red\"}}) { count countByGroup(groupBy: [DAY]) { groups {"
                                + " key { day } value } } } }")
                .getJsonObject("gamesAggregate");
        assertThat(ofTeam.getString("count")).isEqualTo("4");
        assertThat(ofTeam.getJsonObject("countByGroup").getJsonArray("groups")).hasSize(3);
    }
}
