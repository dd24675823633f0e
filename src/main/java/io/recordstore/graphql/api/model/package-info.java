/**
 * The types of the schema of {@code /graphql}: what each is made of is public, so {@code docs/schema.graphql} is compared
 * with it. Imports the domain's values and {@code graphql.error}.
 */
package io.recordstore.graphql.api.model;
