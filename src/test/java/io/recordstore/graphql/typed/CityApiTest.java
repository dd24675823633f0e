package io.recordstore.graphql.typed;

import static io.recordstore.grpc.ServiceClient.index;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.recordstore.auth.TestTokens;
import io.recordstore.grpc.ServiceClient;
import io.vertx.core.json.JsonObject;
import java.net.URL;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The typed API of a RecordSpace of cities. */
@QuarkusTest
class CityApiTest {
    private static final String TENANT = "typed-cities";

    @TestHTTPResource("/")
    URL server;

    private ServiceClient grpc;
    private TypedClient api;
    private String space;

    @BeforeEach
    void create() {
        String token = TestTokens.admin(TENANT);
        grpc = new ServiceClient(server.getPort(), token);
        space = grpc.createCities(index("City", "country", "population"), index("City", "name"));
        api = new TypedClient(server.getPort(), TENANT, space, token);
    }

    @AfterEach
    void disconnect() {
        grpc.close();
    }

    @Test
    void whatIsWrittenIsReadByItsKeyAndThroughItsIndexes() {
        JsonObject put = api.data(
                "mutation($city: CityInput!) { putCity(city: $city) { city { id name _version location { latitude } } } }",
                Map.of(
                        "city",
                        Map.of(
                                "id", "9007199254740993",
                                "name", "Delft",
                                "country", "NL",
                                "population", 103000,
                                "location", Map.of("latitude", 52.01))));
        System.out.println(put.encode());
        System.out.println(api.data(
                        "{ city(id: \"9007199254740993\") { id name population _version location { latitude longitude } } }")
                .encode());
        System.out.println(api.data(
                        """
                { cities(where: {country: {eq: "NL"}}, orderBy: [POPULATION_DESC], first: 5) {
                    edges { cursor node { name population } } nodes { _version } pageInfo { hasNextPage endCursor } } }
                """)
                .encode());
        System.out.println(api.send("{ cities(where: {population: {gt: 5}}) { nodes { name } } }", Map.of())
                .encodePrettily());
        System.out.println(api.send("{ __schema { types { name } } }", Map.of()).encodePrettily());
        assertThat(put).isNotNull();
    }
}
