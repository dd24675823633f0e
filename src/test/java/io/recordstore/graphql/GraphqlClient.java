package io.recordstore.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** A client of a GraphQL endpoint over HTTP, with one token. */
public final class GraphqlClient {
    private static final String RESPONSE = "application/graphql-response+json";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;
    private final String token;

    /** What came back. */
    public record Answer(int status, String contentType, JsonObject body) {
        /** The data of an answer without errors. */
        public JsonObject data() {
            assertThat(body.getJsonArray("errors")).as(body.encodePrettily()).isNull();
            return body.getJsonObject("data");
        }

        public JsonArray errors() {
            return body.getJsonArray("errors", new JsonArray());
        }

        /** The only error. */
        public JsonObject error() {
            assertThat(errors()).as(body.encodePrettily()).hasSize(1);
            return errors().getJsonObject(0);
        }

        public JsonObject extensions() {
            return error().getJsonObject("extensions");
        }

        public String code() {
            return extensions().getString("code");
        }
    }

    /** @param token null for none */
    public GraphqlClient(int port, String path, String token) {
        this.endpoint = URI.create("http://localhost:" + port + path);
        this.token = token;
    }

    /** The data of a document that is answered without errors. */
    public JsonObject data(String document) {
        return data(document, Map.of());
    }

    public JsonObject data(String document, Map<String, Object> variables) {
        Answer answer = send(document, variables);
        assertThat(answer.status()).as(answer.body().encodePrettily()).isEqualTo(200);
        return answer.data();
    }

    public Answer send(String document) {
        return send(document, Map.of());
    }

    public Answer send(String document, Map<String, Object> variables) {
        return post(new JsonObject().put("query", document).put("variables", variables));
    }

    public Answer post(JsonObject body) {
        return exchange(request(endpoint)
                .header("content-type", "application/json")
                .header("accept", RESPONSE)
                .POST(BodyPublishers.ofString(body.encode())));
    }

    public Answer get(Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return exchange(request(URI.create(endpoint + "?" + query)).header("accept", RESPONSE));
    }

    public HttpRequest.Builder request() {
        return request(endpoint);
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        return token == null ? request : request.header("authorization", "Bearer " + token);
    }

    /** The status of a plain request, whatever its body is. */
    public int status() {
        try {
            return http.send(request().build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public Answer exchange(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("content-type").orElse(""),
                    response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
