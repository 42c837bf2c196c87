/** Power loss: concurrent clients, {@code kill -9} at random moments, and a look at everything that was acknowledged. */
package cc.dmart.httptests.power;
