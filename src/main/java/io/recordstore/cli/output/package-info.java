/**
 * What the command line writes: tables, JSON, progress, and the terminal it goes to. Imports Protobuf's and gson's
 * classes and no other package of record-store.
 */
package io.recordstore.cli.output;
