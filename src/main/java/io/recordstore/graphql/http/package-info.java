/**
 * GraphQL over HTTP: paths, requests and their answers. Imports {@code graphql.execution}; nothing imports it.
 */
package io.recordstore.graphql.http;
