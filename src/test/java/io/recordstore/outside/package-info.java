/**
 * Tests as a user of the JUnit extension writes them. {@link io.recordstore.outside.ParcelsIT} is one of our own; the others show
 * what the extension does, and {@link io.recordstore.JunitExtensionIT} runs them in a process with a user's class path.
 */
package io.recordstore.outside;
