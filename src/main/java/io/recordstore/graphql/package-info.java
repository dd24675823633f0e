/**
 * The GraphQL edge: {@code http} takes requests, {@code execution} executes them within the {@code limits}, {@code api} is the
 * schema of whole tenants, {@code typed} makes those of RecordSpaces, and {@code error} says what went wrong. Imports
 * {@code auth} and the domain; {@code ops} alone imports it.
 */
package io.recordstore.graphql;
