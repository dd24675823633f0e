/**
 * GraphQL over HTTP: paths, requests and their answers, one or as server-sent events. Imports {@code graphql.request} and {@code
 * graphql.websocket}; nothing imports it.
 */
package io.recordstore.graphql.http;
