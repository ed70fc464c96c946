/** Services as their authors would write them: of the project they know nothing but its protocol. */
@org.jspecify.annotations.NullMarked
package dev.playhead.example;
