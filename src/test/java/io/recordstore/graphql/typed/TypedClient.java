package io.recordstore.graphql.typed;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** A client of the typed API of one RecordSpace, over HTTP. */
record TypedClient(HttpClient http, URI uri, String token) {

    TypedClient(int port, String tenant, String space, String token) {
        this(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
                URI.create("http://localhost:" + port + "/graphql/" + tenant + "/" + space),
                token);
    }

    /** The same, with another token. */
    TypedClient as(String otherToken) {
        return new TypedClient(http, uri, otherToken);
    }

    /** The answer: data, errors, or both. */
    JsonObject send(String document, Map<String, Object> variables) {
        JsonObject body = new JsonObject().put("query", document).put("variables", new JsonObject(variables));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        try {
            return new JsonObject(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The data of an answer without errors. */
    JsonObject data(String document, Map<String, Object> variables) {
        JsonObject answer = send(document, variables);
        assertThat(answer.getJsonArray("errors")).as("%s%n%s", document, answer).isNull();
        return answer.getJsonObject("data");
    }

    JsonObject data(String document) {
        return data(document, Map.of());
    }

    /** The errors of an answer that has some. */
    JsonArray errors(String document) {
        JsonObject answer = send(document, Map.of());
        assertThat(answer.getJsonArray("errors")).as("%s%n%s", document, answer).isNotEmpty();
        return answer.getJsonArray("errors");
    }

    /** The first error's code and reason. */
    String reason(String document) {
        return errors(document).getJsonObject(0).getJsonObject("extensions").getString("reason");
    }
}
