/**
 * The GraphQL edge: {@code http} and {@code websocket} take requests, {@code request} answers them, {@code execution} executes
 * them within the {@code limits}, {@code api} is the schema of whole tenants, {@code typed} makes those of RecordSpaces, and
 * {@code error} says what went wrong. Imports {@code auth}, {@code health} for the stop, and the domain; {@code ops} alone
 * imports it.
 */
package io.recordstore.graphql;
