// Without the fonts that the generator brings: pages are set in those of the reader's system.
import theme from "vitepress/theme-without-fonts";
import "./style.css";

export default theme;
