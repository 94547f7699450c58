//! On every page: the cart count, kept right after Back, and after a change in another tab.
import { showCartCount } from './cart.js';

addEventListener('pageshow', showCartCount);
addEventListener('storage', showCartCount);
showCartCount();
