/** Tests of membership against real members of Hazelcast. */
package dev.playhead.hazelcast;
