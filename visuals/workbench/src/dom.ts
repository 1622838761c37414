/** Elements, as the explorer makes them; and those that say a word of the catalogue. */

export { css, download, h, put, s } from "../../explorer/src/dom";
