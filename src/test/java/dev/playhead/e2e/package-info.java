/**
 * Tests of whole nodes, from outside: each node is a process with children of its own, and the tests meet it through its
 * ports alone. {@code harness} runs the nodes and speaks to them, {@code checks} holds what they did to what is promised.
 */
@org.jspecify.annotations.NullMarked
package dev.playhead.e2e;
